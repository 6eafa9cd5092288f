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
        text.AppendLine($"`dotnet run -c Release --project tests/Erasure.Benchmarks -- parquet --codecs {string.Join(',', arguments.Codecs)} --rounds {arguments.Rounds}` makes the files with DuckDB and wrote this page: {arguments.Rows:N0} events of {arguments.Rows / 5:N0} users (id, time, country, amount, e-mail, payload, a nested context), row groups of 122,880 rows. A user's rows lie in as many row groups as he has rows; those of 1,000 users lie in all.");
        text.AppendLine();
        text.AppendLine($"Machine: {Environment.ProcessorCount} cores, {RuntimeInformation.OSArchitecture}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0} GB, {RuntimeInformation.FrameworkDescription}, DuckDB as tests/foreign/package-lock.json pins it. Seconds, the best of {arguments.Rounds} round{(arguments.Rounds == 1 ? "" : "s")} in which everyone took turns; peak resident memory in MB.");
        text.AppendLine();
        text.AppendLine(Load());
        foreach (CodecTable table in tables)
        {
            text.AppendLine();
            text.AppendLine($"## {table.Codec}, {table.Length / 1e6:N0} MB");
            text.AppendLine("| users | threads | find | erase (find + write) | verify | DuckDB find | DuckDB copy | `cp` | find: DuckDB / us | erase: DuckDB / us | erase / `cp` | processor s: erase, DuckDB copy | peak MB: find, erase, DuckDB copy |");
            text.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
            foreach (int users in new[] { 1, 10, 1000 })
            {
                foreach (int threads in new[] { 1, 2 })
                {
                    text.AppendLine(Row(table, users, threads));
                }
            }
        }

        text.AppendLine();
        text.AppendLine("## Fairness");
        text.AppendLine("- Files are in the page cache for everyone; nobody calls fsync.");
        text.AppendLine("- DuckDB's copy is `COPY (SELECT * FROM file ANTI JOIN ids) TO ... (ROW_GROUP_SIZE 122880)` with the file's own codec, its fastest plan for it. It writes a new file: other codec levels, encodings, statistics and metadata than the original's. Ours keeps them.");
        text.AppendLine("- Each job runs in a process of its own; starting it is not counted. Ours runs once in vain before it is measured, since a service runs for long, while DuckDB comes compiled.");
        text.AppendLine("- Verification reads both files to the end, compares every row that stays, and trusts no statistics; DuckDB's copy has no counterpart of it. DuckDB's copy for 10 users is not measured (it costs the same for any number), nor for gzip but once.");
        text.AppendLine("- Other work may have run on the machine meanwhile; hence the best of several rounds.");
        return text.ToString();
    }

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
        Measurement? duckFind = table.Find("duckdb find", users, threads), duckCopy = table.Find("duckdb copy", users, threads), copy = table.Find("cp", users, 1);
        return $"| {users:N0} | {threads} | {Seconds(find)} | {Seconds(erase)} | {Seconds(verify)} | {Seconds(duckFind)} | {Seconds(duckCopy)} | {Seconds(copy)} "
            + $"| {Ratio(duckFind, find)} | {Ratio(duckCopy, erase)} | {Ratio(erase, copy)} | {Cpu(erase)}, {Cpu(duckCopy)} | {Megabytes(find)}, {Megabytes(erase)}, {Megabytes(duckCopy)} |";
    }

    private static string Seconds(Measurement? measurement) => measurement is null ? "-" : $"{measurement.Seconds:0.00}";

    private static string Cpu(Measurement? measurement) => measurement is null ? "-" : $"{measurement.CpuSeconds:0.00}";

    private static string Ratio(Measurement? slow, Measurement? fast) => slow is null || fast is null ? "-" : $"{slow.Seconds / fast.Seconds:0.0}";

    private static string Megabytes(Measurement? measurement) => measurement is null ? "-" : $"{measurement.PeakBytes / 1e6:0}";
}
