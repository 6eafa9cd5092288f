using Erasure.Host.Tests.Globalization;
using Erasure.Host.Tests.Processes;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Cli;

/// <summary>`erasure` as docs/command-line.md makes it.</summary>
public sealed class DistributionTests
{
    // Beside others that build, and without what would outlive the test.
    private static readonly string[] Quietly = ["-c", "Release", "--nologo", "-v", "quiet", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false", "-p:NuGetAudit=false"];

    [Fact]
    public async Task One_published_file_runs_wherever_it_is_copied()
    {
        using TempFolder folder = new();
        await MakeAsync("publish", folder["published"]);
        Assert.Equal([folder["published/erasure"]], Directory.GetFileSystemEntries(folder["published"]));
        Directory.CreateDirectory(folder["elsewhere"]);
        File.Move(folder["published/erasure"], folder["elsewhere/erasure"]);

        // With SQLite's native library, which is in the file.
        await ExpectDemoAsync(folder["elsewhere/erasure"], folder["demo"]);
        await NormalizationTests.ExpectInAsync(folder["elsewhere/erasure"]);
    }

    [LongFact]
    public async Task The_packed_tool_installs_from_a_folder()
    {
        using TempFolder folder = new();
        await MakeAsync("pack", folder["packed"]);
        ProcessResult installed = await ProcessResult.RunAsync("dotnet", "tool", "install", "erasure", "--tool-path", folder["tools"], "--source", folder["packed"]);
        Assert.True(installed.ExitCode == 0, installed.Output + installed.Error);

        await ExpectDemoAsync(folder["tools/erasure"], folder["demo"]);
    }

    private static async Task MakeAsync(string command, string folder)
    {
        ProcessResult made = await ProcessResult.RunAsync("dotnet", [command, Repository.PathOf("src", "Erasure.Host"), "-o", folder, .. Quietly]);
        Assert.True(made.ExitCode == 0, made.Output + made.Error);
    }

    private static async Task ExpectDemoAsync(string program, string folder)
    {
        ProcessResult demo = await ProcessResult.RunAsync(program, "demo", "--data", folder);
        Assert.Equal((0, ""), (demo.ExitCode, demo.Error));
        Assert.Contains("\nCompleted after ", demo.Output, StringComparison.Ordinal);
        ProcessResult check = await ProcessResult.RunAsync(program, "config", "check", Path.Combine(folder, "erasure.json"));
        Assert.Equal((0, ""), (check.ExitCode, check.Error));
    }
}
