using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Erasure.Core.Configuration;
using Erasure.Host.CommandLine;
using Erasure.Host.Serving;
using Erasure.Tests.Shared;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.Tests.Api;

public sealed class DataMapperTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private readonly HttpClient client = new();
    private ErasureServer? server;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(folder["lake/people"]);
        await File.WriteAllTextAsync(folder["lake/people/a.csv"], "id,mail\n1,a@example.org\n");
        await File.WriteAllTextAsync(folder["erasure.json"], """
            {
              "domains": [{ "name": "lake", "admin": "a@example.org", "connector": { "type": "lake" } }],
              "lake": { "folder": "lake", "mappers": [{ "id": "clicks", "prefix": "clicks", "format": "json", "identifiers": { "user_id": ["by"] } }] },
              "server": { "url": "http://127.0.0.1:0" }
            }
            """);
        ErasureConfiguration configuration = ConfigCommand.Load(new FileInfo(folder["erasure.json"]));
        server = await ErasureServer.StartAsync(configuration, logging => logging.ClearProviders(), CancellationToken.None);
        client.BaseAddress = new Uri(server.Url);
    }

    public async Task DisposeAsync()
    {
        await server!.DisposeAsync();
        client.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_mapper_is_stored_as_it_is_shown_and_removed()
    {
        JsonObject mapper = new()
        {
            ["prefix"] = "people",
            ["format"] = "csv",
            ["identifiers"] = new JsonObject { ["email"] = new JsonArray("mail") },
            ["deleteOldVersions"] = false,
        };

        Assert.Equal(HttpStatusCode.Created, (await client.PutAsJsonAsync("/api/data-mappers/People", mapper)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.PutAsJsonAsync("/api/data-mappers/people", mapper)).StatusCode);

        JsonObject shown = (await client.GetFromJsonAsync<JsonObject>("/api/data-mappers/PEOPLE"))!;
        Assert.Equal("""{"id":"people","prefix":"people","format":"csv","identifiers":{"email":["mail"]},"pruning":true,"finder":"scan","deleteOldVersions":false,"notFound":"skip","declared":false}""", shown.ToJsonString());
        shown.Remove("declared");
        Assert.Equal(HttpStatusCode.OK, (await client.PutAsJsonAsync("/api/data-mappers/people", shown)).StatusCode);
        JsonNode list = (await client.GetFromJsonAsync<JsonNode>("/api/data-mappers"))!;
        Assert.Equal(["clicks true", "people false"], list["mappers"]!.AsArray().Select(each => $"{each!["id"]} {each["declared"]}"));
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("/api/data-mappers/people")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.DeleteAsync("/api/data-mappers/people")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/data-mappers/people")).StatusCode);
    }

    [Fact]
    public async Task Text_settings_and_rules_are_stored_as_they_are_given()
    {
        const string Settings = """{"id":"people","prefix":"people","format":"csv","text":{"charset":"iso-8859-1","quote":"none","header":true},"identifiers":{"email":["mail"],"user_id":[{"column":"id","rules":["ignore-case","trim"]}]},"pruning":true,"finder":"scan","deleteOldVersions":true,"notFound":"skip"}""";

        using HttpResponseMessage answer = await client.PutAsJsonAsync("/api/data-mappers/people", JsonNode.Parse(Settings));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        JsonObject shown = (await client.GetFromJsonAsync<JsonObject>("/api/data-mappers/people"))!;
        shown.Remove("declared");
        Assert.Equal(Settings, shown.ToJsonString());
    }

    [Theory]
    [InlineData("""{"prefix":"people","format":"csv","identifiers":{"email":["e-mail"],"user_id":["nobody"]}}""", "column-not-found identifiers.email[0], column-not-found identifiers.user_id[0]")]
    [InlineData("""{"prefix":"clicks/deep","format":"json","identifiers":{"user_id":["by"]}}""", "overlap prefix, no-such-prefix prefix")]
    [InlineData("""{"prefix":"people","format":"orc","identifiers":{"user_id":["by"]},"finder":"index"}""", "invalid format, invalid finder")]
    public async Task All_that_is_wrong_is_told_at_once_and_nothing_is_stored(string mapper, string problems)
    {
        using HttpResponseMessage answer = await client.PutAsJsonAsync("/api/data-mappers/wrong", JsonNode.Parse(mapper));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        JsonNode body = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal(problems, string.Join(", ", body["errors"]!.AsArray().Select(error => $"{error!["code"]} {error["field"]}")));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/data-mappers/wrong")).StatusCode);
    }

    [Theory]
    [InlineData("""{"jane.doe@example.org":1,"prefix":"people","format":"csv","identifiers":{"email":["mail"]}}""")]
    [InlineData("""{"prefix":"people","format":"csv","identifiers":{"jane.doe@example.org":["mail"]}}""")]
    [InlineData("""{"prefix":"people","format":"csv","identifiers":{"jane.doe":["mail"]}}""")]
    [InlineData("""{"prefix":"people","format":"csv","identifiers":{"jane.doe":[]}}""")]
    [InlineData("""{"prefix":"people","format":"csv","identifiers":{"jane.doe":["post"],"jane.doe-2":["post"]}}""")]
    [InlineData("""{"prefix":"people","format":"csv","identifiers":{"email":[{"column":"mail","jane.doe":1}]}}""")]
    [InlineData("""{"prefix":"people","format":"csv","text":{"Jane Doe":1,"jane.doe":true},"identifiers":{"email":["mail"]}}""")]
    [InlineData("""{"table":{"jane.doe@example.org":"x"},"format":"csv","identifiers":{"email":["mail"]}}""")]
    [InlineData("""{"prefix":"people","format":"csv","identifiers":{"email":["mail"]},"jane.doe":1,"jane.doe":2}""")]
    public async Task No_name_that_a_caller_made_up_is_repeated(string mapper)
    {
        using HttpResponseMessage answer = await client.PutAsync("/api/data-mappers/wrong", new StringContent(mapper, System.Text.Encoding.UTF8, "application/json"));

        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(mapper.Contains("\"jane.doe\":[\"mail\"]", StringComparison.Ordinal) ? answer.IsSuccessStatusCode : answer.StatusCode == HttpStatusCode.BadRequest, body);
        Assert.True(answer.IsSuccessStatusCode || !body.Contains("jane", StringComparison.OrdinalIgnoreCase), body);
    }

    [Fact]
    public async Task A_mapper_that_queued_matches_are_limited_to_is_not_removed()
    {
        JsonObject mapper = new() { ["prefix"] = "people", ["format"] = "csv", ["identifiers"] = new JsonObject { ["email"] = new JsonArray("mail") } };
        await client.PutAsJsonAsync("/api/data-mappers/people", mapper);
        foreach (string match in new[] { """{"value":"a@example.org","mappers":["people"]}""", """{"value":"b@example.org","mappers":["People","clicks"]}""", """{"value":"c@example.org"}""" })
        {
            (await client.PostAsJsonAsync("/api/deletion-queue", JsonNode.Parse(match))).EnsureSuccessStatusCode();
        }

        using HttpResponseMessage answer = await client.DeleteAsync("/api/data-mappers/people");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        JsonNode problem = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal(("urn:erasure:problem:matches-queued", 2), ((string?)problem["type"], (int)problem["matches"]!));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/data-mappers/people")).StatusCode);
    }

    [Fact]
    public async Task A_declared_mapper_is_the_files()
    {
        foreach (HttpResponseMessage answer in new[] { await client.DeleteAsync("/api/data-mappers/clicks"), await client.PutAsJsonAsync("/api/data-mappers/Clicks", new JsonObject()) })
        {
            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
            Assert.Equal("urn:erasure:problem:declared-in-configuration", (string?)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["type"]);
        }
    }
}
