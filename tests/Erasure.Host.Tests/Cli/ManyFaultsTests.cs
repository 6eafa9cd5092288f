using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Cli;

/// <summary>Whatever a start refuses or warns about is told by the check, also of a file in which ten other things are wrong.</summary>
public sealed class ManyFaultsTests : IDisposable
{
    private static readonly string[] Others =
    [
        "$.deadlines.timeZone", "$.domains[0].admin", "$.domains[0].connector.submit.method", "$.domains[0].connector.url", "$.domains[0].name", "$.domains[0].polling.interval",
        "$.mail.privacyOfficer", "$.operations.sweep", "$.sever", "$.telemetry.foo",
    ];

    private readonly TempFolder folder = new();
    private readonly TcpListener taken = new(IPAddress.Loopback, 0);

    public ManyFaultsTests() => taken.Start();

    public void Dispose()
    {
        taken.Dispose();
        folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(StartRefusals.Rows), MemberType = typeof(StartRefusals))]
    [InlineData("mkdir data; yes | head -c 9999 > data/erasure.db", "\"masterKeyFile\":\"data/key\"", "$.server.masterKeyFile: must not be in dataFolder|$.server.dataFolder: The database ")]
    [InlineData("head -c 16 key > data.key", "\"dataFolder\":5,\"masterKeyFile\":\"data.key\"", "$.server.dataFolder: must be text|$.server.masterKeyFile: ")]
    public async Task Each_check_of_a_start(string before, string server, string problems)
    {
        await StartRefusals.PrepareAsync(folder, before);
        JsonObject configuration = Faulty();
        configuration["server"] = JsonNode.Parse(StartRefusals.ServerOf(server, taken));

        (string[] paths, string[] texts, _) = await CheckAsync(configuration);

        Assert.All(problems.Split('|'), problem => Assert.Contains(texts, text => text.StartsWith(problem, StringComparison.Ordinal)));
        Assert.Equal(Others.Length + problems.Split('|').Length, paths.Length);
    }

    [Fact]
    public async Task The_mails_folder_and_the_records()
    {
        JsonObject configuration = Faulty();
        configuration["mail"]!["folder"] = "/proc/erasure";
        configuration["records"] = JsonNode.Parse("""{ "dynamoDb": { "table": "erasure" } }""");

        Assert.Equal(["$.mail.folder", "$.records"], (await CheckAsync(configuration)).Paths.Except(Others));
    }

    [Fact]
    public async Task What_the_lake_says_and_which_mappers_nobody_has()
    {
        Directory.CreateDirectory(folder["lake/here"]);
        Directory.CreateDirectory(folder["lake/empty"]);
        await File.WriteAllTextAsync(folder["lake/here/a.csv"], "id,e_mail,Anna Meier\n1,a@example.org,x\n");
        JsonObject configuration = Faulty();
        configuration["domains"]!.AsArray().Add(JsonNode.Parse("""{ "name": "lake", "admin": "a@example.org", "connector": { "type": "lake", "mappers": ["people", "gone", "nameless"] } }"""));
        configuration["lake"] = JsonNode.Parse("""
            { "folder": "lake", "mappers": [
              { "id": "people", "prefix": "here", "format": "csv", "identifiers": { "email": ["mail"] } },
              { "id": "gone", "prefix": "gone", "format": "jsonl", "identifiers": { "email": "mail" } },
              { "id": "nobodys", "prefix": "empty", "format": "csv", "identifiers": {} },
              { "id": "bad id", "prefix": "bad", "format": "csv", "identifiers": { "email": ["mail"] } }] }
            """);

        (string[] paths, string[] texts, string[] notes) = await CheckAsync(configuration, "--lake");

        Assert.Equal(
            [
                "$.domains[1].connector.mappers[2]", "$.lake.mappers[0].identifiers.email[0]", "$.lake.mappers[1].format", "$.lake.mappers[1].identifiers.email", "$.lake.mappers[1].prefix",
                "$.lake.mappers[2].identifiers", "$.lake.mappers[2].prefix", "$.lake.mappers[3].id",
            ],
            paths.Except(Others));
        Assert.Contains(texts, text => text.StartsWith("$.domains[1].connector.mappers[2]: unknown-mapper: there is no data mapper nameless, neither in lake.mappers nor stored through the API; there are bad id, gone, nobodys, people", StringComparison.Ordinal));
        Assert.Contains("$.lake.mappers[0].identifiers.email[0]: column-not-found: isn't a column of an object that was read. The object is here/a.csv, and its columns are id, e_mail, (unnamed)", texts);
        Assert.Contains(texts, text => text.StartsWith("$.lake.mappers[1].prefix: no-such-prefix: ", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.StartsWith("$.lake.mappers[2].prefix: no-objects: ", StringComparison.Ordinal));
        Assert.Contains("$.lake.mappers[2]", notes);
    }

    [Fact]
    public async Task What_is_said_of_a_record_as_a_whole_though_something_in_it_is_wrong()
    {
        JsonObject configuration = Faulty();
        configuration["lake"] = JsonNode.Parse("""{ "mappers": [{ "id": "bad id", "prefix": "x", "format": "csv", "identifiers": { "email": ["mail"] } }] }""");
        configuration["alerts"] = JsonNode.Parse("""{ "mail": [], "email": ["a@example.org"] }""");

        (string[] paths, _, string[] notes) = await CheckAsync(configuration, "--lake");

        Assert.Equal(["$.alerts", "$.alerts.email", "$.lake", "$.lake.mappers[0].id"], paths.Except(Others));
        Assert.Contains("$.lake", notes);
    }

    [Fact]
    public async Task Where_the_database_cannot_be_read_it_is_told_that_stored_mappers_were_not_looked_up()
    {
        Directory.CreateDirectory(folder["lake"]);
        await StartRefusals.PrepareAsync(folder, "mkdir data; yes | head -c 9999 > data/erasure.db; cp key master.key");
        JsonObject configuration = Faulty();
        configuration["domains"]!.AsArray().Add(JsonNode.Parse("""{ "name": "lake", "admin": "a@example.org", "connector": { "type": "lake", "mappers": ["gone"] } }"""));
        configuration["lake"] = JsonNode.Parse("""{ "folder": "lake" }""");

        (string[] paths, string[] texts, _) = await CheckAsync(configuration);

        Assert.Equal(["$.domains[1].connector.mappers[0]", "$.server.dataFolder"], paths.Except(Others));
        Assert.Contains(texts, text => text.EndsWith("there is none. Whether one is stored through the API can't be looked up here", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_Functions_app_refuses()
    {
        Directory.CreateDirectory(folder["lake"]);
        JsonObject configuration = Faulty();
        configuration["lake"] = JsonNode.Parse("""{ "folder": "lake" }""");
        configuration["alerts"] = JsonNode.Parse("""{ "mail": ["a@example.org"] }""");

        Assert.Equal(["$.alerts", "$.lake.folder", "$.records"], (await CheckAsync(configuration, "--azure")).Paths.Except(Others));
    }

    private async Task<(string[] Paths, string[] Texts, string[] Notes)> CheckAsync(JsonObject configuration, params string[] more)
    {
        await File.WriteAllTextAsync(folder["erasure.json"], configuration.ToJsonString());
        CliResult check = await InProcess.RunAsync(["config", "check", folder["erasure.json"], "--json", .. more]);
        Assert.Equal((1, ""), (check.ExitCode, check.Error));
        JsonNode answer = JsonNode.Parse(check.Output)!;
        string[] paths = PathsOf("problems");
        Assert.Empty(Others.Except(paths));
        return (paths, [.. answer["problems"]!.AsArray().Select(problem => $"{problem!["path"]}: {problem["message"]}")], PathsOf("notes"));

        string[] PathsOf(string list) => [.. answer[list]!.AsArray().Select(problem => (string)problem!["path"]!).Order(StringComparer.Ordinal)];
    }

    private static JsonObject Faulty() => JsonNode.Parse("""
        { "domains": [{ "name": "Order!", "admin": "nobody", "polling": { "interval": "5 minutes" }, "connector": { "type": "http", "url": "http://order.example", "submit": { "method": "fetch it" } } }],
          "deadlines": { "timeZone": "Mars/Base" }, "operations": { "sweep": "often" }, "mail": { "privacyOfficer": "x" }, "telemetry": { "foo": 1 }, "sever": {}, "server": { "url": "http://127.0.0.1:0" } }
        """)!.AsObject();
}
