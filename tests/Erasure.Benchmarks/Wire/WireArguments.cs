using System.Globalization;
using Erasure.Tests.Shared;

namespace Erasure.Benchmarks.Wire;

/// <summary><c>wire [--rows N] [--objects N] [--folder PATH] [--output FILE]</c></summary>
internal sealed record WireArguments
{
    /// <summary>Rows of the Parquet object: ten million are 1.27 GB in 82 row groups.</summary>
    public long Rows { get; private init; } = 10_000_000;

    /// <summary>Objects of the lake that a whole job is timed on.</summary>
    public int Objects { get; private init; } = 500;

    /// <summary>Where the Parquet file is made; it stays for the next run.</summary>
    public string Folder { get; private init; } = Path.Combine(Path.GetTempPath(), "erasure-benchmarks");

    /// <summary>Gets the page; by default the one that the docs show, and nothing for another number of rows.</summary>
    public string? Output { get; private init; }

    public static WireArguments Parse(string[] args)
    {
        var arguments = new WireArguments();
        for (int i = 0; i + 1 < args.Length; i += 2)
        {
            string value = args[i + 1];
            arguments = args[i] switch
            {
                "--rows" => arguments with { Rows = long.Parse(value, CultureInfo.InvariantCulture) },
                "--objects" => arguments with { Objects = int.Parse(value, CultureInfo.InvariantCulture) },
                "--folder" => arguments with { Folder = value },
                "--output" => arguments with { Output = value },
                _ => throw new ArgumentException($"no option {args[i]}", nameof(args)),
            };
        }

        Directory.CreateDirectory(arguments.Folder);
        return arguments.Output is null && arguments.Rows == 10_000_000
            ? arguments with { Output = Repository.PathOf("docs", "benchmarks", "lake.md") }
            : arguments;
    }
}
