using System.Net;
using System.Text.Json.Nodes;
using Erasure.Api;
using Erasure.Host.Tests.Privacy;

namespace Erasure.Host.Tests.Api;

/// <summary>What a host that runs routes by name leaves to us: what a handler throws, and the OpenAPI document.</summary>
public sealed class NamedRouteTests
{
    private const string Canary = "canary-4f1d0c9e7b";

    [Fact]
    public async Task A_defect_gets_a_problem_and_marks_the_span()
    {
        using SpanCapture spans = new();
        await using NamedRouteServer server = await NamedRouteServer.StartAsync(new ApiOptions { IsOpen = true });
        server.Erasures.OnReceive = _ => throw new InvalidOperationException("a defect");

        using HttpResponseMessage response = await server.Client.PostAsync(
            "/api/erasures", new StringContent("""{"subject":{"user_id":"u"},"requester":{"email":"k@example.org"}}""", System.Text.Encoding.UTF8, "application/json"));

        await IntakeTests.ProblemAsync(response, HttpStatusCode.InternalServerError);
        Assert.Contains(spans.Lines, line => line.Contains("POST /api/erasures", StringComparison.Ordinal) && line.Contains("System.InvalidOperationException", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData($"/api/erasures/{Canary}")]
    [InlineData($"/erasures/{FakeErasures.Id}/domains/Canary.{Canary}")]
    [InlineData("/api/erasures/~")]
    public async Task An_id_that_none_can_have_reaches_no_handler(string path)
    {
        await using NamedRouteServer server = await NamedRouteServer.StartAsync(new ApiOptions { IsOpen = true });

        using HttpResponseMessage response = await server.Client.GetAsync(path);

        JsonNode problem = await IntakeTests.ProblemAsync(response, HttpStatusCode.NotFound);
        Assert.DoesNotContain(Canary, problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_openapi_document_is_the_other_hosts()
    {
        await using ApiServer other = await ApiServer.StartAsync();
        await using NamedRouteServer server = await NamedRouteServer.StartAsync(new ApiOptions { IsOpen = true });

        Assert.Equal(await other.Client.GetStringAsync("/openapi/v1.json"), await server.Client.GetStringAsync("/openapi/v1.json"));
    }
}
