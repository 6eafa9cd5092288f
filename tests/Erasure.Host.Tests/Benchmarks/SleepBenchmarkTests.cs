using Erasure.Host.Tests.Processes;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Benchmarks;

/// <summary>The benchmark of sleeping erasures writes rows of the engine's tables itself, so it must follow their columns.</summary>
public sealed class SleepBenchmarkTests
{
    private static readonly string Benchmarks = Path.Combine(
        AppContext.BaseDirectory.Replace("Erasure.Host.Tests", "Erasure.Benchmarks", StringComparison.Ordinal), "Erasure.Benchmarks.dll");

    [Fact]
    public async Task Erasures_that_sleep_as_copies_are_found_again()
    {
        using TempFolder folder = new();

        ProcessResult prepared = await ProcessResult.RunAsync("dotnet", Benchmarks, "engine", "sleep", folder.Path, "20");
        ProcessResult restarted = await ProcessResult.RunAsync("dotnet", Benchmarks, "engine", "restart", folder.Path);

        Assert.Equal((0, 0), (prepared.ExitCode, restarted.ExitCode));
        Assert.Contains("next timer known: True", restarted.Output, StringComparison.Ordinal);
    }
}
