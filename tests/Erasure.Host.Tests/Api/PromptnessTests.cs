using System.Net;
using Erasure.Core.Decisions;
using Erasure.Core.Erasures.Intake;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Api;

/// <summary>Who asks for something to be written while the disk hangs is told so in time.</summary>
public sealed class PromptnessTests : IDisposable
{
    private readonly ManualTimeProvider time = new();
    private readonly ManualResetEventSlim disk = new();

    public void Dispose()
    {
        disk.Set();
        disk.Dispose();
    }

    [Theory]
    [InlineData("/api/erasures", """{"subject":{"user_id":"u-1"}}""")]
    [InlineData("/api/erasures/0190a6f0c1d27b8e9f00112233445566/cancel", """{"by":"Kim","note":"by phone"}""")]
    public async Task A_request_is_refused_where_nothing_gets_written(string path, string body)
    {
        await using ApiServer server = await ServeAsync();
        HttpResponseMessage answer = await AnsweredAsync(server.PostJsonAsync(path, body));

        await IntakeTests.ProblemAsync(answer, HttpStatusCode.ServiceUnavailable);
        Assert.True(answer.Headers.Contains("Retry-After"));
        disk.Set();
    }

    [Fact]
    public async Task A_batch_goes_on_with_its_next_record()
    {
        await using ApiServer server = await ServeAsync();
        HttpResponseMessage answer = await AnsweredAsync(server.PostAsync("/api/erasures/batch", "{\"subject\":{\"user_id\":\"u-1\"}}\n{\"subject\":{\"user_id\":\"u-2\"}}\n", "application/x-ndjson"));

        Assert.Equal(2, (await answer.Content.ReadAsStringAsync()).Split("urn:erasure:problem:unavailable").Length - 1);
        disk.Set();
    }

    [Fact]
    public async Task Nobody_waits_any_more_where_many_have_waited_in_vain()
    {
        await using ApiServer server = await ServeAsync();
        await AnsweredAsync(Task.WhenAll(Enumerable.Range(0, 16).Select(_ => server.PostJsonAsync("/api/erasures", """{"subject":{"user_id":"u-1"}}"""))));

        await IntakeTests.ProblemAsync(await server.PostJsonAsync("/api/erasures", """{"subject":{"user_id":"u-1"}}"""), HttpStatusCode.ServiceUnavailable);
        Assert.Equal(16, server.Erasures.Requests.Count);

        disk.Set();
        HttpStatusCode status;
        while ((status = (await server.PostJsonAsync("/api/erasures", """{"subject":{"user_id":"u-1"}}""")).StatusCode) == HttpStatusCode.ServiceUnavailable)
        {
            await Task.Yield();
        }

        Assert.Equal(HttpStatusCode.Accepted, status);
    }

    private async Task<ApiServer> ServeAsync()
    {
        ApiServer server = await ApiServer.StartAsync(time: time);
        server.Erasures.OnReceive = _ =>
        {
            disk.Wait();
            return new IntakeResult.Accepted(FakeErasures.Record(), IsNew: true);
        };
        server.Erasures.OnDecide = () =>
        {
            disk.Wait();
            return CommandResult.Accepted;
        };
        return server;
    }

    private async Task<T> AnsweredAsync<T>(Task<T> asked)
    {
        while (!asked.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await asked;
    }
}
