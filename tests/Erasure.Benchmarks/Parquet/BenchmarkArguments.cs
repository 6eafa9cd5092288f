namespace Erasure.Benchmarks.Parquet;

/// <summary><c>parquet [--rows N] [--repeat N] [--users 1,10,1000] [--threads 1,2] [--rounds N] [--codecs snappy,zstd,gzip] [--folder PATH] [--output FILE]</c></summary>
internal sealed record BenchmarkArguments
{
    /// <summary>DuckDB's side.</summary>
    public static string Script { get; } = Path.Combine(FindRoot(), "tests", "foreign", "bench-parquet.mjs");

    private const long StandardRows = 10_000_000;

    public long Rows { get; private init; } = StandardRows;

    /// <summary>How many times the file has each row group: 16 make 20 GB of snappy's.</summary>
    public int Repeat { get; private init; } = 1;

    /// <summary>How many users are erased at a time.</summary>
    public IReadOnlyList<int> Users { get; private init; } = [1, 10, 1000];

    public IReadOnlyList<int> Threads { get; private init; } = [1, 2];

    /// <summary>Of each the best counts.</summary>
    public int Rounds { get; private init; } = 3;

    public IReadOnlyList<string> Codecs { get; private init; } = ["snappy", "zstd", "gzip"];

    /// <summary>Where the files are made; they stay for the next run.</summary>
    public string Folder { get; private init; } = Path.Combine(Path.GetTempPath(), "erasure-benchmarks");

    /// <summary>Gets the table; by default one that the docs show, and nothing for another number of rows.</summary>
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
                "--repeat" => arguments with { Repeat = int.Parse(value) },
                "--users" => arguments with { Users = [.. value.Split(',').Select(int.Parse)] },
                "--threads" => arguments with { Threads = [.. value.Split(',').Select(int.Parse)] },
                "--rounds" => arguments with { Rounds = int.Parse(value) },
                "--codecs" => arguments with { Codecs = value.Split(',') },
                "--folder" => arguments with { Folder = value },
                "--output" => arguments with { Output = value },
                _ => throw new ArgumentException($"no option {args[i]}", nameof(args)),
            };
        }

        Directory.CreateDirectory(arguments.Folder);
        string page = arguments.Repeat == 1 ? "parquet.md" : "parquet-large.md";
        return arguments.Output is null && arguments.Rows == StandardRows
            ? arguments with { Output = Path.Combine(FindRoot(), "docs", "benchmarks", page) }
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
