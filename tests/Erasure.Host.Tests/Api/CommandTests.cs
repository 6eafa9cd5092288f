using System.Net;
using System.Text.Json.Nodes;
using Erasure.Core.Decisions;

namespace Erasure.Host.Tests.Api;

public sealed class CommandTests
{
    private const string Root = $"/api/erasures/{FakeErasures.Id}";
    private const string Decision = """{"by":"Kim","note":"asked by phone"}""";

    [Theory]
    [InlineData("cancel", "cancel", null)]
    [InlineData("close", "close", null)]
    [InlineData("domains/order/retry", "retry", "order")]
    [InlineData("domains/order/resolve", "resolve", "order")]
    public async Task A_decision_is_passed_on(string path, string command, string? domain)
    {
        await using ApiServer server = await ApiServer.StartAsync();

        using HttpResponseMessage response = await server.PostJsonAsync($"{Root}/{path}", Decision);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal((command, FakeErasures.Id, domain, new HumanDecision("Kim", "asked by phone")), Assert.Single(server.Erasures.Commands));
        Assert.EndsWith(Root, (string?)(await ApiServer.JsonAsync(response))["statusUrl"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_extension_needs_only_its_reason()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        using HttpResponseMessage response = await server.PostJsonAsync($"{Root}/extend", """{"reason":"many systems"}""");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(("extend", FakeErasures.Id, null, new HumanDecision("operator", "many systems")), Assert.Single(server.Erasures.Commands));
    }

    [Theory]
    [InlineData(CommandResult.NotFound, HttpStatusCode.NotFound)]
    [InlineData(CommandResult.WrongState, HttpStatusCode.Conflict)]
    [InlineData(CommandResult.InvalidDecision, HttpStatusCode.BadRequest)]
    [InlineData(CommandResult.NameNamesPerson, HttpStatusCode.BadRequest)]
    [InlineData(CommandResult.NoteNamesPerson, HttpStatusCode.BadRequest)]
    public async Task What_became_of_it_is_told(CommandResult result, HttpStatusCode status)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        server.Erasures.OnCommand = result;

        await IntakeTests.ProblemAsync(await server.PostJsonAsync($"{Root}/cancel", Decision), status);
    }

    [Theory]
    [InlineData("cancel", """{"by":"Kim"}""", "note")]
    [InlineData("cancel", """{"note":"x"}""", "by")]
    [InlineData("cancel", """{"by":"Kim","note":"x","why":"y"}""", "why")]
    [InlineData("extend", """{}""", "reason")]
    [InlineData("extend", """{"note":"x"}""", "note")]
    public async Task A_decision_that_lacks_something_is_refused(string command, string body, string field)
    {
        await using ApiServer server = await ApiServer.StartAsync();

        JsonNode problem = await IntakeTests.ProblemAsync(await server.PostJsonAsync($"{Root}/{command}", body), HttpStatusCode.BadRequest);

        Assert.Contains(problem["errors"]!.AsArray(), error => (string?)error!["field"] == field);
        Assert.Empty(server.Erasures.Commands);
    }
}
