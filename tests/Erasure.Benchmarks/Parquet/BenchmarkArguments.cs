namespace Erasure.Benchmarks.Parquet;

/// <summary><c>parquet [--rows N] [--rounds N] [--codecs snappy,zstd,gzip] [--folder PATH] [--output FILE]</c></summary>
internal sealed record BenchmarkArguments
{
    /// <summary>DuckDB's side.</summary>
    public static string Script { get; } = Path.Combine(FindRoot(), "tests", "foreign", "bench-parquet.mjs");

    public long Rows { get; private init; } = 10_000_000;

    /// <summary>Of each the best counts.</summary>
    public int Rounds { get; private init; } = 3;

    public IReadOnlyList<string> Codecs { get; private init; } = ["snappy", "zstd", "gzip"];

    /// <summary>Where the files are made; they stay for the next run.</summary>
    public string Folder { get; private init; } = Path.Combine(Path.GetTempPath(), "erasure-benchmarks");

    /// <summary>Gets the table; by default the one that the docs show, and nothing for another number of rows.</summary>
    public string? Output { get; private init; }

    public static BenchmarkArguments Parse(string[] args)
    {
        var arguments = new BenchmarkArguments();
        for (int i = 0; i + 1 < args.Length; i += 2)
        {
            string value = args[i + 1];
            arguments = args[i] switch
            {
                "--rows" => arguments with { Rows = long.Parse(value) },
                "--rounds" => arguments with { Rounds = int.Parse(value) },
                "--codecs" => arguments with { Codecs = value.Split(',') },
                "--folder" => arguments with { Folder = value },
                "--output" => arguments with { Output = value },
                _ => throw new ArgumentException($"no option {args[i]}", nameof(args)),
            };
        }

        Directory.CreateDirectory(arguments.Folder);
        return arguments.Output is null && arguments.Rows == 10_000_000
            ? arguments with { Output = Path.Combine(FindRoot(), "docs", "benchmarks", "parquet.md") }
            : arguments;
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ErasureFunctions.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The benchmark runs from a checkout.");
    }
}
