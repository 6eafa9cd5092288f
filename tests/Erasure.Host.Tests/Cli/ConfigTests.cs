using System.Text.Json.Nodes;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Cli;

public sealed class ConfigTests
{
    private const string Right = """{"domains":[{"name":"order","admin":"a@b.example","connector":{"type":"http","url":"https://order.example"}}]}""";
    private const string Wrong = """{"domains":[{"name":"Order!","admin":"nobody","connector":{"type":"http","url":"https://order.example"}}],"sever":{}}""";

    [Fact]
    public async Task A_right_file_is_said_to_be_right()
    {
        using TempFolder folder = new();
        await File.WriteAllTextAsync(folder["erasure.json"], Right);

        CliResult result = await InProcess.RunAsync("config", "check", folder["erasure.json"]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.EndsWith("is right: 1 domains, 0 data mappers.\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_by_path()
    {
        using TempFolder folder = new();
        await File.WriteAllTextAsync(folder["erasure.json"], Wrong);

        CliResult text = await InProcess.RunAsync("config", "check", folder["erasure.json"]);
        CliResult json = await InProcess.RunAsync("config", "check", folder["erasure.json"], "--json");

        Assert.Equal((1, ""), (text.ExitCode, text.Output));
        Assert.Contains("$.domains[0].name: ", text.Error, StringComparison.Ordinal);
        Assert.Contains("$.domains[0].admin: ", text.Error, StringComparison.Ordinal);
        JsonNode answer = JsonNode.Parse(json.Output)!;
        Assert.Equal((1, ""), (json.ExitCode, json.Error));
        Assert.False((bool)answer["isValid"]!);
        Assert.Contains(answer["problems"]!.AsArray(), problem => (string?)problem!["path"] == "$.sever");
    }

    [Fact]
    public async Task A_wrong_file_is_not_served()
    {
        using TempFolder folder = new();
        await File.WriteAllTextAsync(folder["erasure.json"], Wrong);

        CliResult result = await InProcess.RunAsync("serve", "--config", folder["erasure.json"]);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("$.sever: ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("too short")]
    public async Task Nothing_but_loopback_is_served_without_a_long_key(string? key)
    {
        using TempFolder folder = new();
        string variable = $"ERASURE_TEST_KEY_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(variable, key);
        await File.WriteAllTextAsync(folder["erasure.json"], Right.Insert(Right.Length - 1, $",\"server\":{{\"url\":\"http://0.0.0.0:0\",\"apiKeyVariable\":\"{variable}\"}}"));

        CliResult result = await InProcess.RunAsync("serve", "--config", folder["erasure.json"]);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains(variable, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["data"]));
    }
}
