using System.Diagnostics;
using System.Net;
using Erasure.Host.CommandLine;
using Erasure.Host.Demo;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Processes;

namespace Erasure.Host.Tests.Cli;

/// <summary>What is written goes to a disk that is full.</summary>
public sealed class FullOutputTests
{
    [Theory]
    [InlineData(2, "nonsense")]
    [InlineData(2, "nonsense", "--json")]
    [InlineData(1, "config", "check", "none.json")]
    [InlineData(1, "config", "check", "none.json", "--json")]
    public async Task A_refusal_that_nobody_can_be_told_keeps_its_exit_code(int exitCode, params string[] args)
    {
        await using FullWriter full = new();

        Assert.Equal(exitCode, await ErasureCommandLine.RunAsync(args, full, full));
    }

    [Fact]
    public async Task A_refusal_is_told_on_standard_error_though_its_json_cant_be_written()
    {
        await using FullWriter full = new();
        await using StringWriter error = new();

        await ErasureCommandLine.RunAsync(["nonsense", "--json"], full, error);

        Assert.Contains("nonsense", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_cant_be_written_is_a_failure()
    {
        await using FullWriter full = new();
        await using StringWriter error = new();

        Assert.Equal(1, await ErasureCommandLine.RunAsync(["--help"], full, error));
        Assert.Contains("No space left", error.ToString(), StringComparison.Ordinal);
    }

    [LinuxTheory]
    [InlineData("/dev/full")]
    public async Task A_host_whose_standard_output_cant_be_written_serves_and_says_so(string device)
    {
        using TempFolder folder = new();
        await using DemoWorld world = await DemoWorld.CreateAsync(folder["world"], port: null, interval: "PT0.1S", CancellationToken.None);
        string[] command = ["-c", $"exec \"$0\" \"$@\" >{device}", "dotnet", HostProcess.Dll, "serve", "--config", world.Configuration];
        using Process host = Process.Start(new ProcessStartInfo("bash", command) { UseShellExecute = false, RedirectStandardError = true })!;
        try
        {
            const string Word = "Listening on ";
            string? line = "";
            while (line?.Contains(Word, StringComparison.Ordinal) == false)
            {
                line = await host.StandardError.ReadLineAsync();
            }

            Assert.NotNull(line);
            using HttpClient client = new();
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"{line.Split(Word)[1]}/health/live")).StatusCode);
        }
        finally
        {
            host.Kill(entireProcessTree: true);
            await host.WaitForExitAsync();
        }
    }
}
