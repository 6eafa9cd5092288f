using System.Net.Sockets;
using System.Text;
using Erasure.Host.Tests.Api;

namespace Erasure.Host.Tests.Privacy;

/// <summary>Everything that could be logged is, at Trace level, and every span of every source is listened to.</summary>
public sealed class RedactionTests
{
    private const string Canary = "canary-4f1d0c9e7b";

    [Theory]
    [InlineData("DELETE", $"/api/user/{Canary}")]
    [InlineData("DELETE", $"/api/user/{Canary}/more")]
    [InlineData("DELETE", $"/api/user/{Canary}?also={Canary}")]
    [InlineData("DELETE", $"/API/User/{Canary}")]
    [InlineData("DELETE", $"/api/%75ser/{Canary}")]
    [InlineData("DELETE", $"/api/./user/{Canary}")]
    [InlineData("DELETE", $"/x/../api/user/{Canary}")]
    [InlineData("DELETE", $"http://127.0.0.1/api/user/{Canary}")]
    [InlineData("GET", $"/api/user/{Canary}")]
    [InlineData("DELETE", $"/api/users/{Canary}")]
    [InlineData("DELETE", $"/user/{Canary}")]
    [InlineData("GET", $"/api/erasures/{Canary}")]
    [InlineData("GET", $"/api/erasures?email={Canary}")]
    [InlineData("GET", $"/{Canary}")]
    [InlineData("GET", $"/runtime/webhooks/durabletask/instances/{Canary}")]
    [InlineData("POST", $"/runtime/webhooks/durabletask/instances/4f/raiseEvent/{Canary}")]
    [InlineData("POST", $"/runtime/webhooks/durabletask/instances/{Canary}/terminate?reason={Canary}")]
    [InlineData("GET", $"/runtime/webhooks/durabletask/{Canary}/x")]
    [InlineData("GET", $"/runtime/webhooks/durabletask/instances/4f/{Canary}")]
    [InlineData("GET", "/api/data-mappers/canary4f1d0c9e7b")]
    [InlineData("GET", $"/api/erasures/0199c2f47a3b7c5e8d21f0a4b6c8d9e0/domains/{Canary}/calls")]
    [InlineData("canary4f1d0c9e7b", "/api/erasures")]
    [InlineData("DELETE", $"/api/user/{Canary} x")]
    [InlineData("DELETE", $"/api/user/{Canary}%zz\0")]
    [InlineData("DELETE", $"http://[{Canary}")]
    [InlineData("NONSENSE\t", $"/api/user/{Canary}")]
    public async Task No_log_line_and_no_span_shows_what_a_url_held(string method, string target)
    {
        using SpanCapture spans = new();
        await using ApiServer server = await ApiServer.StartAsync();

        await SendAsync(server, $"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

        AssertClean(server, spans);
    }

    [Fact]
    public async Task The_identifier_still_arrives()
    {
        using SpanCapture spans = new();
        await using ApiServer server = await ApiServer.StartAsync();

        string answer = await SendAsync(server, $"DELETE /api/user/{Canary} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 202 ", answer, StringComparison.Ordinal);
        Assert.Equal(Canary, Assert.Single(server.Erasures.Requests).Subject.Open().Identifiers["user_id"]);
        Assert.Contains(server.Logs.Lines, line => line.Contains("/api/user/_", StringComparison.Ordinal));
        Assert.Contains(spans.Lines, line => line.Contains("Microsoft.AspNetCore", StringComparison.Ordinal));
        AssertClean(server, spans);
    }

    [Fact]
    public async Task Bodies_headers_and_failures_leave_no_trace_either()
    {
        using SpanCapture spans = new();
        await using ApiServer server = await ApiServer.StartAsync();
        string valid = $$$"""{"subject":{"user_id":"{{{Canary}}}"},"requester":{"email":"{{{Canary}}}@b.example"},"reference":"{{{Canary}}}"}""";

        using HttpResponseMessage taken = await server.PostAsync("/api/erasures", valid, "application/json", ("Idempotency-Key", Canary));
        using HttpResponseMessage malformed = await server.PostJsonAsync("/api/erasures", valid[..^3]);
        using HttpResponseMessage unknown = await server.PostJsonAsync("/api/erasures", valid.Replace("reference", Canary, StringComparison.Ordinal));
        using HttpResponseMessage batch = await server.PostAsync("/api/erasures/batch", $"{valid}\n{valid[..^1]}\n", "application/x-ndjson");
        using HttpResponseMessage form = await server.PostAsync($"/erasures/{FakeErasures.Id}/domains/order/resolve", $"by={Canary}&note={Canary}", "application/x-www-form-urlencoded");
        server.Erasures.OnReceive = _ => throw new InvalidOperationException("a defect");
        using HttpResponseMessage failed = await server.PostJsonAsync("/api/erasures", valid);

        Assert.Equal([202, 400, 400, 200, 303, 500], new[] { taken, malformed, unknown, batch, form, failed }.Select(response => (int)response.StatusCode));
        AssertClean(server, spans);
    }

    [Theory]
    [InlineData("GET /api/erasures HTTP/1.1\r\nHost: " + Canary)]
    [InlineData("GET /nothing HTTP/1.1\r\nHost: " + Canary + ".example:80")]
    [InlineData("GET http://" + Canary + "/api/erasures HTTP/1.1\r\nHost: " + Canary)]
    [InlineData("POST /api/erasures HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nContent-Type: text/" + Canary)]
    [InlineData("POST /api/erasures HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nContent-Type: application/json; charset=" + Canary)]
    [InlineData("POST /api/erasures/batch HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nContent-Type: " + Canary)]
    [InlineData("GET /api/erasures HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: " + Canary + "\r\nReferer: http://" + Canary + "\r\nOrigin: http://" + Canary + "\r\nRequest-Id: " + Canary + "\r\ntraceparent: " + Canary + "\r\nbaggage: a=" + Canary + "\r\nCorrelation-Context: a=" + Canary + "\r\nX-Forwarded-For: " + Canary)]
    [InlineData("POST /runtime/webhooks/durabletask/instances/4f/raiseEvent/x HTTP/1.1\r\nHost: " + Canary + "\r\nContent-Length: 0\r\nContent-Type: " + Canary)]
    public async Task No_log_line_and_no_span_shows_what_a_header_held(string request)
    {
        using SpanCapture spans = new();
        await using ApiServer server = await ApiServer.StartAsync();

        string answer = await SendAsync(server, $"{request}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 ", answer, StringComparison.Ordinal);
        AssertClean(server, spans);
    }

    [Fact]
    public async Task The_key_of_a_management_url_stays_out_of_the_log()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        using HttpResponseMessage response = await server.Client.GetAsync($"/runtime/webhooks/durabletask/instances/x?code={Canary}");

        Assert.DoesNotContain(server.Logs.Lines, line => line.Contains(Canary, StringComparison.Ordinal));
    }

    private static void AssertClean(ApiServer server, SpanCapture spans)
    {
        Assert.NotEmpty(server.Logs.Lines);
        Assert.DoesNotContain(server.Logs.Lines, line => line.Contains(Canary, StringComparison.OrdinalIgnoreCase) || line.Contains("4f1d0c9e7b", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(spans.Lines, line => line.Contains(Canary, StringComparison.OrdinalIgnoreCase) || line.Contains("4f1d0c9e7b", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<string> SendAsync(ApiServer server, string request)
    {
        using TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", server.Client.BaseAddress!.Port);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using StreamReader reader = new(stream);
        string answer = await reader.ReadToEndAsync();
        await server.DisposeAsync();
        return answer;
    }
}
