using System.Diagnostics;
using System.Text.Json.Nodes;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Cli;

public sealed class UsageTests
{
    [Theory]
    [InlineData("erasure")]
    [InlineData("serve")]
    [InlineData("demo")]
    [InlineData("config check")]
    [InlineData("mapper policy")]
    [InlineData("mapper remove")]
    [InlineData("dry-run")]
    [InlineData("backup")]
    [InlineData("migrate")]
    [InlineData("parquet")]
    [InlineData("parquet inspect")]
    [InlineData("parquet find")]
    [InlineData("parquet erase")]
    [InlineData("parquet verify")]
    public async Task Help_is_as_it_was(string command)
    {
        string[] words = command == "erasure" ? [] : command.Split(' ');

        CliResult result = await InProcess.RunAsync([.. words, "--help"]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        // The name of the program is that of the test host here.
        string help = result.Output.Replace("testhost", "erasure", StringComparison.Ordinal);
        Snapshot.Matches($"{command.Replace(' ', '-')}.txt", string.Join('\n', help.Split('\n').Select(line => line.TrimEnd())));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("serve")]
    [InlineData("serve", "--config")]
    [InlineData("serve", "--config", "x.json", "--nonsense")]
    [InlineData("nonsense", "--help")]
    [InlineData("config", "nonsense", "--help")]
    [InlineData("demo", "--port", "many")]
    [InlineData("demo", "--port", "99999")]
    [InlineData("demo", "--port", "-1")]
    [InlineData("config")]
    [InlineData("parquet", "find")]
    [InlineData("parquet", "find", "x.parquet", "--column", "id")]
    [InlineData("parquet", "find", "x.parquet", "--match", "1")]
    [InlineData("parquet", "erase", "x.parquet", "--column", "id", "--match", "1")]
    public async Task Wrong_usage_is_told_on_standard_error_with_code_2(params string[] args)
    {
        CliResult result = await InProcess.RunAsync(args);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("erasure: ", result.Error, StringComparison.Ordinal);
    }

    [LinuxTheory]
    [InlineData("serve", "--config", "DIR/none.json")]
    [InlineData("config", "check", "DIR/pipe")]
    [InlineData("config", "check", "/dev/zero")]
    [InlineData("backup", "--config", "DIR/none.json", "--to", "DIR/x.db")]
    [InlineData("backup", "--config", "DIR/pipe", "--to", "DIR/x.db")]
    [InlineData("backup", "--config", "DIR/right.json", "--to", "DIR/pipe")]
    [InlineData("mapper", "policy", "x", "--config", "DIR/pipe")]
    [InlineData("mapper", "policy", "x", "--config", "DIR/right.json")]
    [InlineData("mapper", "remove", "x", "--config", "/dev/zero")]
    [InlineData("mapper", "remove", "x", "--config", "DIR/right.json")]
    [InlineData("dry-run", "DIR/pipe", "--config", "DIR/right.json")]
    [InlineData("dry-run", "/dev/zero", "--config", "DIR/right.json")]
    [InlineData("parquet", "inspect", "DIR/pipe")]
    [InlineData("parquet", "find", "/dev/zero", "--column", "c", "--match", "x")]
    [InlineData("parquet", "find", "DIR/pipe", "--column", "c", "--match", "x")]
    [InlineData("parquet", "find", "DIR/right.json", "--column", "c", "--matches", "DIR/pipe")]
    [InlineData("parquet", "find", "DIR/right.json", "--column", "c", "--matches", "/dev/zero")]
    [InlineData("parquet", "erase", "DIR/pipe", "DIR/out", "--column", "c", "--match", "x")]
    [InlineData("parquet", "erase", "DIR/right.json", "/dev/zero", "--column", "c", "--match", "x")]
    [InlineData("parquet", "verify", "DIR/pipe", "/dev/zero", "--column", "c", "--match", "x")]
    [InlineData("demo", "--port", "x")]
    public async Task Every_command_refuses_in_json_and_waits_for_nothing_that_never_comes(params string[] words)
    {
        using TempFolder folder = new();
        await File.WriteAllTextAsync(folder["right.json"], """{ "domains": [{ "name": "a", "admin": "a@example.org", "connector": { "type": "http", "url": "https://a.example.org" } }] }""");
        using (Process pipe = Process.Start("mkfifo", folder["pipe"]))
        {
            await pipe.WaitForExitAsync();
        }

        CliResult result = await Task.Run(() => InProcess.RunAsync([.. words.Select(word => word.Replace("DIR", folder.Path, StringComparison.Ordinal)), "--json"])).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.InRange(result.ExitCode, 1, 2);
        JsonNode answer = JsonNode.Parse(result.Output)!;
        string code = (string?)answer["error"]?["code"] ?? (answer["isValid"] is not null ? "invalid" : "");
        Assert.False(code is "" or "failed" or "unexpected", result.Output);
    }

    [Fact]
    public async Task A_question_of_which_nothing_could_be_asked_says_so_in_json()
    {
        using TempFolder folder = new();
        string orders = Repository.PathOf("src", "Erasure.Host", "Demo", "samples", "shop", "orders", "2026-10.parquet");
        foreach (string[] words in new[] { (string[])["find", orders], ["erase", orders, folder["out"]], ["verify", orders, orders] })
        {
            CliResult result = await InProcess.RunAsync(["parquet", .. words, "--column", "nothing", "--match", "x", "--json"]);

            JsonNode error = JsonNode.Parse(result.Output)!["error"]!;
            Assert.Equal((1, "column-not-found"), (result.ExitCode, (string?)error["code"]));
            Assert.Contains("its columns are", (string?)error["message"], StringComparison.Ordinal);
        }
    }
}
