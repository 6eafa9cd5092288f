using System.Net;
using System.Text.Json.Nodes;

namespace Erasure.Host.Tests.Api;

public sealed class FailureTests
{
    private const string Unknown = "/api/failures/0190a6f0c1d27b8e9f00112233445566";

    [Fact]
    public async Task A_lake_without_failures_has_an_empty_list()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        using HttpResponseMessage response = await server.Client.GetAsync("/api/failures?top=5");

        Assert.Equal("""{"failures":[]}""", (await ApiServer.JsonAsync(response)).ToJsonString());
    }

    [Theory]
    [InlineData("?top=0", "top")]
    [InlineData("?top=many", "top")]
    [InlineData("?continuation=a%20b", "continuation")]
    [InlineData("?state=open", "(query)")]
    public async Task A_page_that_nobody_gave_is_refused(string query, string field)
    {
        await using ApiServer server = await ApiServer.StartAsync();

        JsonNode problem = await IntakeTests.ProblemAsync(await server.Client.GetAsync("/api/failures" + query), HttpStatusCode.BadRequest);

        Assert.Equal(field, (string)problem["errors"]![0]!["field"]!);
    }

    [Fact]
    public async Task A_failure_that_is_not_there_can_be_neither_shown_nor_decided()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        await IntakeTests.ProblemAsync(await server.Client.GetAsync(Unknown), HttpStatusCode.NotFound);
        foreach (string command in new[] { "retry", "accept" })
        {
            await IntakeTests.ProblemAsync(await server.PostJsonAsync($"{Unknown}/{command}", """{"by":"Kim","note":"looked"}"""), HttpStatusCode.NotFound);
            await IntakeTests.ProblemAsync(await server.PostJsonAsync($"{Unknown}/{command}", """{"by":"Kim"}"""), HttpStatusCode.BadRequest);
        }
    }
}
