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
        Assert.EndsWith("is right: 1 domain, 0 data mappers.\n", result.Output, StringComparison.Ordinal);
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

    [Theory]
    [InlineData("people", "")]
    [InlineData("People", "")]
    [InlineData("peple", "$.domains[0].connector.mappers[0]: unknown-mapper: there is no data mapper peple, neither in lake.mappers nor stored through the API; there are people")]
    public async Task A_data_mapper_that_a_domain_names_is_there(string name, string error)
    {
        using TempFolder folder = new();
        Directory.CreateDirectory(folder["lake"]);
        await File.WriteAllTextAsync(folder["erasure.json"], $$"""
            { "domains": [{ "name": "lake", "admin": "a@example.org", "connector": { "type": "lake", "mappers": ["{{name}}"] } }], "lake": { "folder": "lake", "mappers": [
              { "id": "people", "prefix": "contacts", "format": "csv", "identifiers": { "email": ["mail"] } }] } }
            """);

        CliResult result = await InProcess.RunAsync("config", "check", folder["erasure.json"]);

        Assert.Equal((error.Length == 0 ? 0 : 1, error), (result.ExitCode, result.Error.TrimEnd()));
    }

    [Fact]
    public async Task With_lake_declared_mappers_are_held_to_what_stored_ones_are()
    {
        using TempFolder folder = new();
        Directory.CreateDirectory(folder["lake/contacts"]);
        await File.WriteAllTextAsync(folder["lake/contacts/a.csv"], "id,mail\n1,a@example.org\n");
        await File.WriteAllTextAsync(folder["erasure.json"], """
            { "domains": [{ "name": "lake", "admin": "a@example.org", "connector": { "type": "lake" } }], "lake": { "folder": "lake", "mappers": [
              { "id": "people", "prefix": "contacts", "format": "csv", "identifiers": { "email": ["mail", "post"] } },
              { "id": "wrong", "prefix": "Contacts", "format": "csv", "identifiers": { "email": ["mail"] } } ] } }
            """);

        CliResult plain = await InProcess.RunAsync("config", "check", folder["erasure.json"]);
        CliResult text = await InProcess.RunAsync("config", "check", folder["erasure.json"], "--lake");
        CliResult json = await InProcess.RunAsync("config", "check", folder["erasure.json"], "--lake", "--json");

        Assert.Equal(0, plain.ExitCode);
        Assert.Equal((1, ""), (text.ExitCode, text.Output));
        Assert.Contains("$.lake.mappers[0].identifiers.email[1]: column-not-found: ", text.Error, StringComparison.Ordinal);
        Assert.Contains("$.lake.mappers[1].prefix: ", text.Error, StringComparison.Ordinal);
        JsonNode answer = JsonNode.Parse(json.Output)!;
        Assert.Equal((1, false, 2), (json.ExitCode, (bool)answer["isValid"]!, answer["problems"]!.AsArray().Count));
        Assert.False(Directory.Exists(folder["data"]));
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
