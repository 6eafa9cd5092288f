using System.Net;
using System.Text.Json.Nodes;
using Erasure.Api.Access;

namespace ErasureFunctions.Tests.Worker;

/// <summary>What callers and the platform see where the records are out of reach.</summary>
public sealed class WorkerFailureTests
{
    [Fact]
    public async Task A_defect_gets_our_problem_and_a_timers_failure_is_the_platforms_to_see()
    {
        WorkerFixture app = new();
        try
        {
            await app.InitializeAsync();
            app.LoseRecords();

            using HttpResponseMessage response = await app.SendAsync("GET", "/api/erasures", Roles.Auditor);
            JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            JsonObject timer = await app.Platform.InvokeAsync("watchDeadlines", new JsonObject { ["json"] = """{"IsPastDue":false}""" });

            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.Equal("urn:erasure:problem:failure", (string?)answer["type"]);
            Assert.All(app.Platform.Invocations, invocation => Assert.True(FunctionsPlatform.Succeeded(invocation), $"{invocation}"));
            Assert.False(FunctionsPlatform.Succeeded(timer), $"{timer}");
        }
        finally
        {
            await app.DisposeAsync();
        }
    }
}
