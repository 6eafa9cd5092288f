using Erasure.Api.Access;
using System.Net;
using System.Text.Json.Nodes;
using Erasure.Core.Erasures;

namespace Erasure.Host.Tests.Api;

public sealed class QueryTests
{
    [Fact]
    public async Task The_status_shows_domains_and_timeline()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        JsonNode body = JsonNode.Parse(await server.Client.GetStringAsync($"/api/erasures/{FakeErasures.Id}"))!;

        Assert.Equal("ActionRequired", (string?)body["state"]);
        Assert.Equal("order", (string?)body["domains"]![1]!["domain"]);
        Assert.Equal("http-400", (string?)body["domains"]![1]!["outcome"]!["code"]);
        Assert.Equal("domain-erased", (string?)body["timeline"]![1]!["event"]);
    }

    [Fact]
    public async Task The_report_says_whether_it_is_final()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        JsonNode body = JsonNode.Parse(await server.Client.GetStringAsync($"/api/erasures/{FakeErasures.Id}/report"))!;

        Assert.False((bool)body["isFinal"]!);
        Assert.Equal(1, (int)body["mails"]!["received"]!);
        Assert.Equal(FakeErasures.Id, (string?)body["erasure"]!["id"]);
    }

    [Theory]
    [InlineData("/api/erasures/0190a6f0c1d27b8e9f00112233445567")]
    [InlineData("/api/erasures/0190a6f0c1d27b8e9f00112233445567/report")]
    [InlineData("/api/erasures/nonsense")]
    [InlineData("/api/nonsense")]
    [InlineData("/nonsense")]
    public async Task What_is_not_there_is_a_problem_too(string path)
    {
        await using ApiServer server = await ApiServer.StartAsync();

        await IntakeTests.ProblemAsync(await server.Client.GetAsync(path), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_wrong_method_is_a_problem_that_says_which_are_right()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        HttpResponseMessage response = await server.Client.PutAsync("/api/erasures", content: null);

        Assert.Equal(["GET", "POST"], response.Content.Headers.Allow.Order(StringComparer.Ordinal));
        await IntakeTests.ProblemAsync(response, HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task The_list_filters_and_pages()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        JsonNode body = JsonNode.Parse(await server.Client.GetStringAsync(
            "/api/erasures?state=running,Failed&overdue=true&receivedFrom=2026-01-01T00:00:00Z&receivedTo=2026-02-01&reference=T-1&top=7&continuation=here"))!;

        Assert.Equal([ErasureState.Running, ErasureState.Failed], server.Erasures.Filter!.States);
        Assert.True(server.Erasures.Filter.Overdue);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), server.Erasures.Filter.ReceivedFrom);
        Assert.Equal(new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero), server.Erasures.Filter.ReceivedTo);
        Assert.Equal("T-1", server.Erasures.Filter.Reference);
        Assert.Equal((7, "here"), (server.Erasures.Top, server.Erasures.Continuation));
        Assert.Equal("next page", (string?)body["continuation"]);

        await server.Client.GetStringAsync((string)body["next"]!);
        Assert.Equal((7, "next page"), (server.Erasures.Top, server.Erasures.Continuation));
        Assert.Equal([ErasureState.Running, ErasureState.Failed], server.Erasures.Filter.States);
    }

    [Theory]
    [InlineData("top=0", "top")]
    [InlineData("top=201", "top")]
    [InlineData("top=x", "top")]
    [InlineData("state=sleeping", "state")]
    [InlineData("state=1", "state")]
    [InlineData("overdue=maybe", "overdue")]
    [InlineData("receivedFrom=yesterday", "receivedFrom")]
    [InlineData("email=a@b.example", "(query)")]
    [InlineData("continuation=broken", "continuation")]
    public async Task A_wrong_parameter_is_named(string query, string field)
    {
        await using ApiServer server = await ApiServer.StartAsync();

        JsonNode problem = await IntakeTests.ProblemAsync(await server.Client.GetAsync($"/api/erasures?{query}"), HttpStatusCode.BadRequest);

        Assert.Equal(field, (string?)problem["errors"]![0]!["field"]);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_is_answered_without_a_key(string path)
    {
        await using ApiServer server = await ApiServer.StartAsync(new() { Keys = [new AccessKey("a key that is long enough", Roles.All)] });

        Assert.Equal("Healthy", await server.Client.GetStringAsync(path));
    }
}
