using System.Runtime.InteropServices;
using System.Text;

namespace Erasure.Benchmarks.Wire;

/// <summary>The page that the docs show.</summary>
internal static class WireReport
{
    public static string Write(WireArguments arguments, IReadOnlyList<WireCase> cases, int groups, double jobSeconds)
    {
        string load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[1] : "unknown";
        var text = new StringBuilder();
        text.AppendLine("# Benchmark: erasing from objects on S3");
        text.AppendLine();
        text.AppendLine($"`dotnet run -c Release --project tests/Erasure.Benchmarks -- wire --rows {arguments.Rows} --objects {arguments.Objects}` starts Ceph's gateway on the same machine, puts DuckDB's event file of {arguments.Rows:N0} rows there ({cases[0].Size / 1e6:N0} MB, {groups} row groups, snappy) and erases from it.");
        text.AppendLine();
        text.AppendLine($"Machine: {Environment.ProcessorCount} cores, {RuntimeInformation.OSArchitecture}, {RuntimeInformation.FrameworkDescription}; load average {load} over the last five minutes. Bytes don't depend on the machine; seconds do, and Ceph takes its share of the cores.");
        text.AppendLine();
        text.AppendLine("| Erasing | rows | its columns' pages | find: down | verify: down | rewrite: down | up | copied by the server | check: down (requests) | rewrite / object | check / object | seconds: find, rewrite, verify |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (WireCase one in cases)
        {
            text.AppendLine($"| {one.Name} | {one.Rows} | {Megabytes(one.ColumnBytes)} | {Megabytes(one.Find.Down)} | {Megabytes(one.Verify.Down)} | {Megabytes(one.Rewrite.Down)} | {Megabytes(one.Rewrite.Up)} | {Megabytes(one.Rewrite.Copied)} | {Megabytes(one.Rewrite.Checked)} ({one.Rewrite.CheckReads}) | {(one.Rewrite.Down + one.Rewrite.Up) * 100.0 / one.Size:0.00} % | {one.Rewrite.Checked * 100.0 / one.Size:0.00} % | {one.Find.Seconds:0.0}, {one.Rewrite.Seconds:0.0}, {one.Verify.Seconds:0.0} |");
        }

        text.AppendLine();
        text.AppendLine("Megabytes are 10^6 bytes of objects; requests' own headers come on top. Finding a row by its time reads the footer and the pages that statistics leave; a random id is within the bounds of every row group, and DuckDB writes no bloom filter for it, so that nothing can be ruled out. The check reads the successor before it takes the object's place: what is new of it from what was kept, the rest from the original, whose bytes that travel for it are a figure of their own. Planning a rewrite finds again: what *rewrite: down* has beyond *up* is that. DuckDB writes each column of a row group as one page, so that a row costs its whole row group (15 MB) up and down; smaller pages cost less, down to S3's least part of 5 MiB for each place that changes.");
        text.AppendLine();
        text.AppendLine($"A whole job over {arguments.Objects} objects of some 14 KB, every second one of them with a row to erase, with the default limits, old versions removed and every rewritten object verified: {jobSeconds:0.0} s, **{arguments.Objects / jobSeconds:0.0} objects a second**.");
        return text.ToString();
    }

    private static string Megabytes(long bytes) => $"{bytes / 1e6:0.0}";
}
