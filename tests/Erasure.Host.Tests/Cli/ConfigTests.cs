using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Cli;

public sealed class ConfigTests
{
    private const string Right = """{"domains":[{"name":"order","admin":"a@b.example","connector":{"type":"http","url":"https://order.example"}}]}""";
    private const string Records = """{"domains":[{"name":"order","admin":"a@b.example","connector":{"type":"http","url":"https://order.example"}}],"records":{"dynamoDb":{"table":"erasure","region":"eu-central-1"}}}""";
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
    [InlineData("peple", "$.domains[0].connector.mappers[0]: unknown-mapper: there is no data mapper peple, neither in lake.mappers nor stored through the API; there are people (line 1, column 102)")]
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
    public async Task Everything_that_can_be_told_is_told_though_something_else_is_wrong()
    {
        using TempFolder folder = new();
        Directory.CreateDirectory(folder["lake/here"]);
        await File.WriteAllBytesAsync(folder["master.key"], new byte[7]);
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        await File.WriteAllTextAsync(folder["erasure.json"], $$"""
            { "domains": [
                { "name": "lake", "admin": "nobody", "connector": { "type": "lake", "mappers": ["clicks", "there", "nowhere"] } },
                { "name": "crm", "admin": "a@example.org", "connector": { "type": "http", "url": "https://a.example.org", "auth": { "type": "api-key", "keyVariable": "ERASURE_TEST_UNSET_TOKEN" } } }],
              "lake": { "folder": "lake", "mappers": [
                { "id": "clicks", "prefix": "here", "format": "jsonl", "identifiers": { "user_id": ["by"] } },
                { "id": "there", "prefix": "there", "format": "json", "identifiers": { "user_id": ["by"] } }] },
              "records": { "dynamoDb": { "table": "erasure" } },
              "server": { "url": "http://127.0.0.1:{{((IPEndPoint)taken.LocalEndpoint).Port}}", "dataFolder": "data", "masterKeyFile": "master.key", "publicUrl": "https://erasure.example.org" } }
            """);

        CliResult check = await InProcess.RunAsync("config", "check", folder["erasure.json"], "--lake", "--json");
        string file = (await File.ReadAllTextAsync(folder["erasure.json"])).Replace("\"records\": { \"dynamoDb\": { \"table\": \"erasure\" } },", "", StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["erasure.json"], file);
        CliResult here = await InProcess.RunAsync("config", "check", folder["erasure.json"], "--lake", "--json");

        Assert.Equal(
            ["$.domains[0].admin", "$.domains[0].connector.mappers[2]", "$.domains[1].connector.auth.keyVariable", "$.lake.mappers[0].format", "$.lake.mappers[0].prefix", "$.lake.mappers[1].prefix", "$.records", "$.server.dataFolder", "$.server.masterKeyFile", "$.server.publicUrl", "$.server.url"],
            Paths(check));
        Assert.Equal(
            ["$.domains[0].admin", "$.domains[0].connector.mappers[2]", "$.domains[1].connector.auth.keyVariable", "$.lake.mappers[0].format", "$.lake.mappers[0].prefix", "$.lake.mappers[1].prefix", "$.server.dataFolder", "$.server.masterKeyFile", "$.server.publicUrl", "$.server.url"],
            Paths(here));

        static string[] Paths(CliResult result) => [.. JsonNode.Parse(result.Output)!["problems"]!.AsArray().Select(problem => (string)problem!["path"]!).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task Records_are_refused_here_and_owed_on_Azure()
    {
        using TempFolder folder = new();
        await File.WriteAllTextAsync(folder["here.json"], Right);
        await File.WriteAllTextAsync(folder["azure.json"], Records);

        CliResult served = await InProcess.RunAsync("serve", "--config", folder["azure.json"]);
        CliResult here = await InProcess.RunAsync("config", "check", folder["azure.json"]);
        CliResult azure = await InProcess.RunAsync("config", "check", folder["azure.json"], "--azure");
        CliResult none = await InProcess.RunAsync("config", "check", folder["here.json"], "--azure");

        Assert.Equal((1, 1, 0, 1), (served.ExitCode, here.ExitCode, azure.ExitCode, none.ExitCode));
        Assert.Contains("$.records: is for the Azure Functions app", served.Error, StringComparison.Ordinal);
        Assert.StartsWith("$.records: is for the Azure Functions app", here.Error, StringComparison.Ordinal);
        Assert.StartsWith("$.records: must be given", none.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n  \"domains\": nonsense\n}", "in line 2 at its byte 15: ")]
    [InlineData("}", "in line 1 at its byte 1: ")]
    [InlineData("{\"domains\": [", "in line 1 at its byte 14: ")]
    public async Task A_slip_of_syntax_is_where_an_editor_shows_it(string file, string place)
    {
        using TempFolder folder = new();
        await File.WriteAllTextAsync(folder["erasure.json"], file);

        CliResult result = await InProcess.RunAsync("config", "check", folder["erasure.json"]);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"$: isn't JSON, {place}", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mapper_over_the_whole_lake_is_told()
    {
        using TempFolder folder = new();
        Directory.CreateDirectory(folder["lake"]);
        await File.WriteAllTextAsync(folder["erasure.json"], """
            { "domains": [{ "name": "lake", "admin": "a@example.org", "connector": { "type": "lake" } }], "lake": { "folder": "lake", "mappers": [
              { "id": "people", "prefix": "", "format": "csv", "identifiers": { "email": ["mail"] } }] } }
            """);

        CliResult result = await InProcess.RunAsync("config", "check", folder["erasure.json"]);
        CliResult json = await InProcess.RunAsync("config", "check", folder["erasure.json"], "--json");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.EndsWith("\nNote: $.lake.mappers[0].prefix: is empty, so that people covers every object of the whole lake (line 2, column 21).\n", result.Output, StringComparison.Ordinal);
        Assert.Equal("$.lake.mappers[0].prefix", (string?)JsonNode.Parse(json.Output)!["notes"]![0]!["path"]);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData(",\"submit\":{\"path\":\"/people/{user_id}\"}", 1)]
    [InlineData(",\"submit\":{\"method\":\"DELETE\",\"path\":\"/people/{user_id}\",\"body\":false}", 1)]
    [InlineData(",\"submit\":{\"path\":\"/people/{user_id}\",\"erased\":[204]}", 0)]
    [InlineData(",\"submit\":{\"path\":\"/people/{user_id}\"},\"answer\":{\"failed\":[\"no\"]}", 1)]
    [InlineData(",\"submit\":{\"path\":\"/people/{user_id}\"},\"answer\":{\"status\":\"\"}", 0)]
    [InlineData(",\"submit\":{\"path\":\"/people/{user_id}\"},\"answer\":{\"status\":\"status\"}", 0)]
    public async Task An_api_of_its_own_whose_answers_nobody_described_is_told(string settings, int notes)
    {
        using TempFolder folder = new();
        await File.WriteAllTextAsync(folder["erasure.json"], Right.Replace("\"https://order.example\"", $"\"https://order.example\"{settings}", StringComparison.Ordinal));

        CliResult result = await InProcess.RunAsync("config", "check", folder["erasure.json"]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(notes, result.Output.Split('\n').Count(line => line.StartsWith("Note: $.domains[0].connector.answer.status: isn't given", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("", "", "")]
    [InlineData("mkdir data; cp whole data/erasure.db; cp key master.key", "", "")]
    [InlineData("", "\"publicUrl\":\"https://erasure.example.org\",\"apiKeyVariable\":\"ERASURE_CONFIG_TEST_KEY\"", "")]
    [InlineData("", "\"publicUrl\":\"http://localhost:7071\"", "")]
    [MemberData(nameof(StartRefusals.Rows), MemberType = typeof(StartRefusals))]
    public async Task What_a_start_refuses_is_told_before_by_path(string before, string server, string problems)
    {
        using TempFolder folder = new();
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        await StartRefusals.PrepareAsync(folder, before);
        await File.WriteAllTextAsync(folder["erasure.json"], Right.Insert(Right.Length - 1, $",\"server\":{StartRefusals.ServerOf(server, taken)}"));
        string[] files = Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories);

        CliResult check = await InProcess.RunAsync("config", "check", folder["erasure.json"]);

        Assert.Equal(problems.Split('|', StringSplitOptions.RemoveEmptyEntries), check.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => problems.Split('|').FirstOrDefault(expected => expected.Length > 0 && line.StartsWith(expected, StringComparison.Ordinal)) ?? line));
        Assert.Equal(problems.Length > 0 ? 1 : 0, check.ExitCode);
        Assert.Equal(files, Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories));
        if (problems.Length > 0)
        {
            CliResult serve = await InProcess.RunAsync("serve", "--config", folder["erasure.json"]);
            Assert.Equal((1, ""), (serve.ExitCode, serve.Output));
            Assert.DoesNotContain("   at ", serve.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_file_that_the_guide_gives_for_a_first_start_is_right()
    {
        using TempFolder folder = new();
        string guide = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "operations.md"));
        string file = guide.Split("```json\n")[1].Split("```")[0];
        Assert.Contains("\"masterKeyFile\": \"/etc/erasure/key/", file, StringComparison.Ordinal);
        JsonNode configuration = JsonNode.Parse(file.Replace("/var/lib/erasure", folder.Path, StringComparison.Ordinal).Replace("/etc/erasure", folder.Path, StringComparison.Ordinal))!;
        Environment.SetEnvironmentVariable("ERASURE_CONFIG_TEST_KEY", "0123456789abcdef0123456789abcdef");
        configuration["server"]!["apiKeyVariable"] = "ERASURE_CONFIG_TEST_KEY";
        configuration["server"]!["url"] = "http://127.0.0.1:0";
        await File.WriteAllTextAsync(folder["erasure.json"], configuration.ToJsonString());

        CliResult check = await InProcess.RunAsync("config", "check", folder["erasure.json"]);

        Assert.Equal((0, ""), (check.ExitCode, check.Error));
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
        Assert.Contains("$.server.apiKeyVariable: ", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["data"]));
    }
}
