using System.Runtime.InteropServices;
using System.Text;

namespace Erasure.Benchmarks.Parquet;

/// <summary>The table that the docs show.</summary>
internal static class BenchmarkReport
{
    public static string Write(BenchmarkArguments arguments, IReadOnlyList<CodecTable> tables)
    {
        var text = new StringBuilder();
        text.AppendLine("# Benchmark: erasing people from a Parquet file");
        text.AppendLine();
        text.AppendLine($"`dotnet run -c Release --project tests/Erasure.Benchmarks -- {Command(arguments)}` makes the files with DuckDB and wrote this page: {arguments.Rows:N0} events{(arguments.Repeat > 1 ? $", their row groups {arguments.Repeat} times over," : "")} of {arguments.Rows / 5:N0} users (id, time, country, amount, e-mail, payload, a nested context), row groups of 122,880 rows. A user's rows lie in as many row groups as he has rows; those of 1,000 users lie in all.");
        text.AppendLine();
        text.AppendLine($"Machine: {Environment.ProcessorCount} cores, {RuntimeInformation.OSArchitecture}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0} GB, {RuntimeInformation.FrameworkDescription}, DuckDB as tests/foreign/package-lock.json pins it. Seconds, the best of {arguments.Rounds} round{(arguments.Rounds == 1 ? "" : "s")} in which everyone took turns; peak resident memory in MB.");
        text.AppendLine();
        text.AppendLine(Load());
        foreach (CodecTable table in tables)
        {
            text.AppendLine();
            text.AppendLine($"## {table.Codec}, {table.Length / 1e6:N0} MB");
            text.AppendLine("| users | threads | find | erase (find + write) | verify | DuckDB find | DuckDB copy | `cp` | find: DuckDB / us | erase: DuckDB / us | (erase + verify) / `cp` | processor s: erase, verify, DuckDB copy | peak MB: find, erase, verify, DuckDB copy |");
            text.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
            foreach (int users in arguments.Users)
            {
                foreach (int threads in arguments.Threads)
                {
                    text.AppendLine(Row(table, users, threads));
                }
            }
        }

        text.AppendLine();
        text.AppendLine("## Aims");
        text.AppendLine("| aim | reached |");
        text.AppendLine("|---|---|");
        foreach (CodecTable table in tables)
        {
            AppendAims(text, table, arguments);
        }

        text.AppendLine();
        text.AppendLine("## Fairness");
        text.AppendLine("- Files are in the page cache for everyone; nobody calls fsync. Before whoever writes, the last output is removed and what the system still has to write is written; and the memory that he writes into was written to just before (by a first run of ours, by a `cp` for the others), since idle memory of a virtual machine costs more.");
        text.AppendLine("- DuckDB's copy is `COPY (SELECT * FROM file ANTI JOIN ids) TO ... (ROW_GROUP_SIZE 122880)` with the file's own codec, its fastest plan for it. It writes a new file: other codec levels, encodings, statistics and metadata than the original's. Ours keeps them.");
        text.AppendLine("- Each job runs in a process of its own; starting it is not counted. Ours runs once in vain before it is measured, compiled in full, since a service runs for long, while DuckDB comes compiled.");
        text.AppendLine("- Verification reads both files to the end, compares every byte that was copied and every row that was not, and trusts no statistics; DuckDB's copy has no counterpart of it. DuckDB's copy for 10 users is not measured (it costs the same for any number), and for gzip and for large files once.");
        text.AppendLine("- `cp` has the system copy (`copy_file_range`); we read and write 256 KiB at a time into room that the file system was asked for beforehand, which costs Linux less where it keeps a file in large pieces (ext4 since 6.16).");
        text.AppendLine("- Other work may have run on the machine meanwhile; hence the best of several rounds.");
        return text.ToString();
    }

    private static string Command(BenchmarkArguments arguments) =>
        $"parquet --codecs {string.Join(',', arguments.Codecs)} --users {string.Join(',', arguments.Users)} --threads {string.Join(',', arguments.Threads)} --rounds {arguments.Rounds}{(arguments.Repeat > 1 ? $" --repeat {arguments.Repeat}" : "")}";

    /// <summary>What the product is to reach, with all threads, beside what was measured.</summary>
    private static void AppendAims(StringBuilder text, CodecTable table, BenchmarkArguments arguments)
    {
        int threads = arguments.Threads[^1];
        Measurement? Of(string job, int users) => table.Find(job, users, threads);
        foreach (int users in arguments.Users)
        {
            AppendAim(text, $"{table.Codec}, {users:N0} user{(users == 1 ? "" : "s")}: find in less time than DuckDB's", Of("find", users)?.Seconds / Of("duckdb find", users)?.Seconds, 1, "of it");
        }

        double? whole = Sum(Of("erase", 1), Of("verify", 1))?.Seconds;
        if (table.Codec == "snappy")
        {
            AppendAim(text, "snappy, 1 user: find, rewrite and verify in under 2.5 times `cp`", whole / table.Find("cp", CodecTable.Any, 1)?.Seconds, 2.5, "times");
        }

        double times = table.Codec == "snappy" ? 5.5 : 10;
        AppendAim(text, $"{table.Codec}, 1 user: find, rewrite and verify {times} times as fast as DuckDB's copy", whole / Of("duckdb copy", 1)?.Seconds, 1 / times, "of its time");
        AppendAim(text, $"{table.Codec}, 1,000 users: find and rewrite in under half of DuckDB's time", Of("erase", 1000)?.Seconds / Of("duckdb copy", 1000)?.Seconds, 0.5, "of it");
        double? peak = new[] { "find", "erase", "verify" }.SelectMany(job => arguments.Users.Select(users => Of(job, users)?.PeakBytes / 1e6)).Max();
        AppendAim(text, $"{table.Codec}: peak memory under 256 MB and the largest page", peak, 256, "MB, the page included");
    }

    private static void AppendAim(StringBuilder text, string aim, double? measured, double most, string unit)
    {
        if (measured is { } value)
        {
            text.AppendLine($"| {aim} | {(value < most ? "yes" : "**no**")}: {(value < 10 ? $"{value:0.00}" : $"{value:0}")} {unit} |");
        }
    }

    private static Measurement? Sum(Measurement? first, Measurement? second) => first is null || second is null
        ? null
        : new Measurement(first.Seconds + second.Seconds, first.CpuSeconds + second.CpuSeconds, Math.Max(first.PeakBytes, second.PeakBytes), second.Answer);

    /// <summary>How far the figures can be trusted: more waiting work than cores makes wall-clock times mostly waiting.</summary>
    private static string Load()
    {
        string load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[1] : "unknown";
        return double.TryParse(load, out double average) && average > Environment.ProcessorCount + 1
            ? $"**Load average {load} on {Environment.ProcessorCount} cores: other work ran beside everyone's. Seconds and their ratios are mostly waiting here; processor seconds and memory say more. Run it again on a quiet machine.**"
            : $"Load average {load} on {Environment.ProcessorCount} cores.";
    }

    private static string Row(CodecTable table, int users, int threads)
    {
        Measurement? find = table.Find("find", users, threads), erase = table.Find("erase", users, threads), verify = table.Find("verify", users, threads);
        Measurement? duckFind = table.Find("duckdb find", users, threads), duckCopy = table.Find("duckdb copy", users, threads), copy = table.Find("cp", CodecTable.Any, 1);
        return $"| {users:N0} | {threads} | {Seconds(find)} | {Seconds(erase)} | {Seconds(verify)} | {Seconds(duckFind)} | {Seconds(duckCopy)} | {Seconds(copy)} "
            + $"| {Ratio(duckFind, find)} | {Ratio(duckCopy, erase)} | {Ratio(Sum(erase, verify), copy)} | {Cpu(erase)}, {Cpu(verify)}, {Cpu(duckCopy)} | {Megabytes(find)}, {Megabytes(erase)}, {Megabytes(verify)}, {Megabytes(duckCopy)} |";
    }

    private static string Seconds(Measurement? measurement) => measurement is null ? "-" : $"{measurement.Seconds:0.00}";

    private static string Cpu(Measurement? measurement) => measurement is null ? "-" : $"{measurement.CpuSeconds:0.00}";

    private static string Ratio(Measurement? slow, Measurement? fast) => slow is null || fast is null ? "-" : $"{slow.Seconds / fast.Seconds:0.0}";

    private static string Megabytes(Measurement? measurement) => measurement is null ? "-" : $"{measurement.PeakBytes / 1e6:0}";
}
