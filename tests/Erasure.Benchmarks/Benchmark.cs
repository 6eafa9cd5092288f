using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Erasure.Tests.Shared;

namespace Erasure.Benchmarks;

/// <summary>What every benchmark with a page in docs/benchmarks needs.</summary>
internal static class Benchmark
{
    /// <summary>Shows the page and writes it.</summary>
    public static async Task WriteAsync(string name, string page)
    {
        await Console.Out.WriteLineAsync(page);
        await File.WriteAllTextAsync(Repository.PathOf("docs", "benchmarks", name), page);
    }

    public static async Task<string> InNewFolderAsync(Func<string, Task<string>> run)
    {
        string folder = Directory.CreateTempSubdirectory("erasure-benchmark-").FullName;
        try
        {
            return await run(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs a part of a benchmark in a process of its own.</summary>
    /// <returns>What it prints.</returns>
    public static async Task<string> SelfAsync(params string[] args)
    {
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, args) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"{string.Join(' ', args)} ended with {process.ExitCode}.");
    }

    public static string Machine() => string.Create(
        CultureInfo.InvariantCulture,
        $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} processors ({Processor()}), {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:N0} GB of memory");

    private static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown"
        : "unknown";
}
