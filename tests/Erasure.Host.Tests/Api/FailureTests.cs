using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Erasure.Api.Failures;
using Erasure.Core.Decisions;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Subjects;

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

    [Theory]
    [InlineData("")]
    [InlineData(""","means":null""")]
    [InlineData(""","means":"both" """)]
    [InlineData(""","means":"HoldsNobody" """)]
    [InlineData(""","means":true""")]
    public void An_acceptance_has_to_say_what_it_means(string means)
    {
        List<FieldProblem> problems = [];

        Assert.Null(AcceptanceReader.Read(JsonNode.Parse($$"""{"by":"Kim","note":"looked"{{means}}}""").Deserialize<JsonElement>(), problems));

        Assert.Equal("means", Assert.Single(problems).Field);
    }

    [Theory]
    [InlineData("holds-nobody", AcceptanceMeaning.HoldsNobody)]
    [InlineData("dealt-with", AcceptanceMeaning.DealtWith)]
    public void An_acceptance_means_one_of_two_things(string means, AcceptanceMeaning expected)
    {
        List<FieldProblem> problems = [];

        Acceptance? read = AcceptanceReader.Read(JsonNode.Parse($$"""{"by":"Kim","note":"looked","means":"{{means}}","version":"v1"}""").Deserialize<JsonElement>(), problems);

        Assert.Equal(new Acceptance(new HumanDecision("Kim", "looked"), expected, "v1"), read);
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
