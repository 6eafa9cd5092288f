using System.Text.RegularExpressions;
using Erasure.Host.Tests.Processes;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Readme;

/// <summary>Runs the commands of README.md as they stand there, but for folders, ports, and the build that is already made.</summary>
public sealed partial class ReadmeTests
{
    private const string Demo = "dotnet run --project src/Erasure.Host -- demo";
    private const string AllTests = "bash tests/run.sh";

    // What makes `erasure`; DistributionTests does that.
    private static readonly string[] Making = ["dotnet publish src/Erasure.Host -c Release -o /tmp/erasure-bin", "export PATH=\"/tmp/erasure-bin:$PATH\""];

    [Fact]
    public void The_two_commands_are_in_the_first_screen()
    {
        string screen = string.Join('\n', File.ReadLines(Repository.PathOf("README.md")).Take(24));

        Assert.Contains($"```bash\n{Demo}\n```", screen, StringComparison.Ordinal);
        Assert.Contains($"```bash\n{AllTests}\n```", screen, StringComparison.Ordinal);
        Assert.True(File.Exists(Repository.PathOf("tests", "run.sh")));
    }

    [Fact]
    public async Task Every_other_command_works()
    {
        using TempFolder folder = new();
        string port = new Uri(FreeUrl()).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        HostProcess? host = null;
        try
        {
            string[] commands = [.. Commands()];
            Assert.Superset(Making.ToHashSet(StringComparer.Ordinal), commands.ToHashSet(StringComparer.Ordinal));
            foreach (string line in commands.Where(line => line is not (Demo or AllTests)).Except(Making, StringComparer.Ordinal))
            {
                string here = line.Replace("/tmp/", folder.Path + "/", StringComparison.Ordinal).Replace("7071", port, StringComparison.Ordinal);
                string command = Program().Replace(here, $"dotnet '{HostProcess.Dll}' ")
                    .Replace("curl ", "curl -sS --fail-with-body ", StringComparison.Ordinal);
                if (line.StartsWith("erasure serve ", StringComparison.Ordinal))
                {
                    host = HostProcess.Start(folder["erasure-demo/erasure.json"]);
                    Assert.True(await host.IsReadyAsync(), host.Error);
                    continue;
                }

                ProcessResult result = await ProcessResult.RunAsync("bash", "-c", $"cd '{Repository.Root}' && {command}");
                Assert.True(result.ExitCode == 0, $"{line}\n{result.Output}\n{result.Error}");
            }

            Assert.NotNull(host);
        }
        finally
        {
            await (host?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    [Fact]
    public void Every_link_leads_somewhere()
    {
        foreach (string page in Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories).Append(Repository.PathOf("README.md")))
        {
            foreach (Match link in LocalLink().Matches(File.ReadAllText(page)))
            {
                string target = Path.Combine(Path.GetDirectoryName(page)!, link.Groups["path"].Value);
                Assert.True(Path.Exists(target), $"{page} links to {link.Groups["path"].Value}, which isn't there.");
            }
        }
    }

    private static IEnumerable<string> Commands() =>
        BashBlock().Matches(File.ReadAllText(Repository.PathOf("README.md")))
            .SelectMany(block => block.Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private static string FreeUrl()
    {
        using System.Net.Sockets.TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}";
    }

    [GeneratedRegex(@"\Aerasure ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Program();

    [GeneratedRegex("```bash\n(?<lines>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BashBlock();

    [GeneratedRegex(@"\]\((?<path>[A-Za-z0-9_./-]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LocalLink();
}
