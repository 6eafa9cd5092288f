using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Erasure.Api;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Subjects;

namespace Erasure.Host.Tests.Api;

public sealed class BatchTests
{
    private const string Route = "/api/erasures/batch";
    private const string NdJson = "application/x-ndjson";

    [Fact]
    public async Task Each_record_is_a_trace_of_its_own_linked_to_the_batch()
    {
        ConcurrentQueue<Activity> ended = new();
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name is "Erasure" or "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using ApiServer server = await ApiServer.StartAsync();
        using ActivitySource callers = new("Erasure");
        using Activity caller = callers.StartActivity("caller")!;

        using HttpResponseMessage response = await server.PostAsync(
            "/api/erasures/batch", "{\"subject\":{\"user_id\":\"u-1\"}}\n{\"subject\":{\"user_id\":\"u-2\"}}\n", "application/x-ndjson", ("traceparent", caller.Id!));
        await response.Content.ReadAsStringAsync();

        Activity[] records = [.. ended.Where(span => span.DisplayName == "receive erasure" && span.Links.Any(link => link.Context.TraceId == caller.TraceId))];
        Assert.Equal(2, records.Length);
        Assert.Equal(2, records.Select(span => span.TraceId).Distinct().Count());
        Assert.All(records, span => Assert.Equal(default, span.ParentSpanId));
        Assert.DoesNotContain(records, span => span.TraceId == caller.TraceId);
    }

    [Fact]
    public async Task Each_line_gets_its_answer_in_order()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        server.Erasures.OnReceive = request => request.Subject.Open().Identifiers["user_id"] switch
        {
            "busy" => new IntakeResult.Conflict(FakeErasures.Id, "other domains"),
            "wrong" => new IntakeResult.Invalid([new FieldProblem("domains[0]", "is not configured")]),
            "broken" => throw new IOException("disk full"),
            _ => new IntakeResult.Accepted(FakeErasures.Record(), IsNew: true),
        };

        JsonNode[] answers = await LinesAsync(await server.PostAsync(
            Route,
            """
            {"subject":{"user_id":"a"}}
            {"subject":{"user_id":"busy"}}

            {"subject":
            {"subject":{"user_id":"wrong"}}
            {"subject":{"user_id":"a"},"extra":1}
            {"subject":{"user_id":"broken"}}
            """,
            NdJson));

        Assert.Equal([(1, 202), (2, 409), (4, 400), (5, 400), (6, 400), (7, 503)], answers.Select(answer => ((int)answer["line"]!, (int)answer["status"]!)));
        Assert.Equal(FakeErasures.Id, (string?)answers[0]["id"]);
        Assert.NotNull(answers[0]["deadline"]);
        Assert.Equal(FakeErasures.Id, (string?)answers[1]["id"]);
        Assert.Equal("domains[0]", (string?)answers[3]["problem"]!["errors"]![0]!["field"]);
        Assert.Equal("extra", (string?)answers[4]["problem"]!["errors"]![0]!["field"]);
    }

    [Fact]
    public async Task Csv_names_its_fields_in_a_header()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        JsonNode[] answers = await LinesAsync(await server.PostAsync(
            Route,
            "\uFEFFsubject.user_id,subject.email,requester.email,domains,reference\r\n"
            + "u-1,,a@b.example,order project,\"T \"\"1\"\"\r\nsecond line\"\r\n"
            + "u-2,x@y.example,,,\r\n"
            + "u-3\r\n"
            + "u-4,\"open,,,\r\n",
            "text/csv; charset=utf-8"));

        Assert.Equal([(2, 202), (4, 202), (5, 400), (6, 400)], answers.Select(answer => ((int)answer["line"]!, (int)answer["status"]!)));
        IntakeRequest first = server.Erasures.Requests.Single(request => request.Domains is not null);
        Assert.Equal("u-1", Assert.Single(first.Subject.Open().Identifiers).Value);
        Assert.Equal("a@b.example", first.RequesterEmail!.Open());
        Assert.Equal(["order", "project"], first.Domains);
        Assert.Equal("T \"1\"\r\nsecond line", first.Reference);
        Assert.Equal("x@y.example", server.Erasures.Requests.Single(request => request != first).Subject.Open().Identifiers["email"]);
    }

    [Theory]
    [InlineData("subject.user_id,phone", "column 2")]
    [InlineData("subject.user_id,subject.email,subject.user_id", "column 3")]
    [InlineData("requester.email,reference", "no identifier")]
    [InlineData("canary-1,", "column 1")]
    [InlineData("subject.,domains", "column 1")]
    [InlineData("Subject.user_id", "column 1")]
    [InlineData("subject.user_id,\"open", "isn't CSV")]
    public async Task A_csv_header_that_is_wrong_is_told_and_no_record_below_is_taken(string header, string complaint)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string body = header.Contains("open", StringComparison.Ordinal) ? header : $"\n{header}\nu-1,5\nu-2,6\n";

        JsonNode[] answers = await LinesAsync(await server.PostAsync(Route, body, "text/csv"));

        Assert.Contains(complaint, (string?)answers[0]["problem"]!["detail"], StringComparison.Ordinal);
        Assert.All(answers, answer => Assert.Equal(400, (int)answer["status"]!));
        Assert.Equal(body == header ? [1] : [2, 3, 4], answers.Select(answer => (int)answer["line"]!));
        Assert.DoesNotContain("canary", string.Concat(answers.Select(answer => answer.ToJsonString())), StringComparison.Ordinal);
        Assert.Empty(server.Erasures.Requests);
    }

    [Fact]
    public async Task Csv_whose_lines_end_with_returns_alone_is_refused_line_by_line()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        JsonNode[] answers = await LinesAsync(await server.PostAsync(Route, "subject.user_id\ru-1\ru-2\r", "text/csv"));
        JsonNode[] mixed = await LinesAsync(await server.PostAsync(Route, "subject.user_id\r\nu-1\ru-2\n\"u\r3\"\nu-4\r\n", "text/csv"));

        Assert.Equal([(1, 400), (2, 400), (3, 400)], answers.Select(answer => ((int)answer["line"]!, (int)answer["status"]!)));
        Assert.Contains("carriage return", (string?)answers[0]["problem"]!["detail"], StringComparison.Ordinal);
        Assert.Equal([(2, 400), (3, 202), (4, 202), (5, 202)], mixed.Select(answer => ((int)answer["line"]!, (int)answer["status"]!)));
    }

    [Fact]
    public async Task A_quote_that_isnt_at_a_fields_start_opens_none_and_one_that_is_never_closed_says_what_it_swallowed()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        JsonNode[] answers = await LinesAsync(await server.PostAsync(
            Route, "subject.user_id,reference\nq1,a\nq2,5\" disc\nq3,b\n\"q4\"x,c\nq5,\"two\nlines\"\nq6,\"open\nq7,d\nq8,e\n", "text/csv"));

        Assert.Equal(
            [(2, null, 202), (3, null, 400), (4, null, 202), (5, null, 400), (6, 7, 202), (8, 10, 400)],
            answers.Select(answer => ((int)answer["line"]!, (int?)answer["lastLine"], (int)answer["status"]!)));
        Assert.Equal(["q1", "q3", "q5"], server.Erasures.Requests.Select(request => request.Subject.Open().Identifiers["user_id"]).Order());
    }

    [Fact]
    public async Task A_batch_that_breaks_off_tells_from_where_on_nothing_was_taken()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        using TcpClient client = await SendRawAsync(server, "{\"subject\":{\"user_id\":\"a\"}}\n{\"subject\":{\"user_id\":\"b\"}}\n{\"subject\":");
        await server.Erasures.WaitForRequestsAsync(2);
        await client.GetStream().WriteAsync("no chunk\r\n"u8.ToArray());

        List<JsonNode> answers = await ReadRawAsync(client);

        Assert.Equal([(1, 202), (2, 202), (3, 400)], answers.Select(answer => ((int)answer["line"]!, (int)answer["status"]!)));
    }

    [Fact]
    public async Task A_server_that_stops_tells_from_where_on_nothing_was_taken()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        using TcpClient client = await SendRawAsync(server, "{\"subject\":{\"user_id\":\"a\"}}\n");
        await server.Erasures.WaitForRequestsAsync(1);

        server.Stop();
        List<JsonNode> answers = await ReadRawAsync(client);

        Assert.Equal([(1, 202), (2, 503)], answers.Select(answer => ((int)answer["line"]!, (int)answer["status"]!)));
    }

    [Fact]
    public async Task An_idempotency_key_may_be_as_long_as_one_may_be()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        await server.PostAsync(Route, "subject.user_id\nu-1\nu-2\n", "text/csv", ("Idempotency-Key", new string('k', 255)));
        await server.PostAsync(Route, "subject.user_id\nu-1\n", "text/csv", ("Idempotency-Key", new string('k', 255)));

        string[] keys = [.. server.Erasures.Requests.Select(request => request.IdempotencyKey!.Open())];
        Assert.All(keys, key => Assert.InRange(key.Length, 1, 255));
        Assert.Equal(2, keys.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Each_record_has_an_idempotency_key_of_its_own()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        await LinesAsync(await server.PostAsync(Route, "{\"subject\":{\"user_id\":\"a\"}}\n{\"subject\":{\"user_id\":\"b\"}}", NdJson, ("Idempotency-Key", "k")));

        Assert.Equal(["k:1", "k:2"], server.Erasures.Requests.Select(request => request.IdempotencyKey!.Open()).Order());
    }

    [Fact]
    public async Task A_line_beyond_the_limit_is_refused_and_the_next_is_taken()
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { IsOpen = true, MaxBodyBytes = 100 });

        JsonNode[] answers = await LinesAsync(await server.PostAsync(
            Route, $"{{\"subject\":{{\"user_id\":\"{new string('x', 200_000)}\"}}}}\n{{\"subject\":{{\"user_id\":\"b\"}}}}\n", NdJson));

        Assert.Equal([413, 202], answers.Select(answer => (int)answer["status"]!));
    }

    [Fact]
    public async Task Another_content_type_is_refused()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        await IntakeTests.ProblemAsync(await server.PostAsync(Route, "{}", "application/json"), HttpStatusCode.UnsupportedMediaType);
        await IntakeTests.ProblemAsync(await server.PostAsync(Route, "{}", "text/csv; charset=utf-16"), HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Answers_come_while_the_batch_is_still_being_sent()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        DuplexContent content = new(NdJson);
        HttpRequestMessage request = new(HttpMethod.Post, Route) { Content = content };
        Task<HttpResponseMessage> sending = server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Stream upload = await content.Stream;

        for (int i = 0; i < 3; i++)
        {
            await upload.WriteAsync("{\"subject\":{\"user_id\":\"a\"}}\n"u8.ToArray());
            await upload.FlushAsync();
            await server.Erasures.WaitForRequestsAsync(i + 1);
        }

        content.Complete();
        Assert.Equal(3, (await LinesAsync(await sending)).Length);
    }

    [Fact]
    public async Task A_client_that_reads_only_after_sending_everything_gets_every_answer()
    {
        const int Records = 50_000;
        await using ApiServer server = await ApiServer.StartAsync();
        StringBuilder body = new();
        for (int i = 0; i < Records; i++)
        {
            body.Append(null, $"{{\"subject\":{{\"user_id\":\"user-{i}\"}}}}\n");
        }

        JsonNode[] answers = await LinesAsync(await server.PostAsync(Route, body.ToString(), NdJson));

        Assert.Equal(Enumerable.Range(1, Records), answers.Select(answer => (int)answer["line"]!));
        Assert.All(answers, answer => Assert.Equal(202, (int)answer["status"]!));
    }

    /// <summary>Sends a batch of which more is to come.</summary>
    private static async Task<TcpClient> SendRawAsync(ApiServer server, string records)
    {
        TcpClient client = new();
        await client.ConnectAsync(server.Client.BaseAddress!.Host, server.Client.BaseAddress.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {Route} HTTP/1.1\r\nHost: {server.Client.BaseAddress.Authority}\r\nContent-Type: {NdJson}\r\nTransfer-Encoding: chunked\r\n\r\n{records.Length:x}\r\n{records}\r\n"));
        return client;
    }

    /// <summary>The answers up to the one that says that no more come.</summary>
    private static async Task<List<JsonNode>> ReadRawAsync(TcpClient client)
    {
        using StreamReader reader = new(client.GetStream());
        List<JsonNode> answers = [];
        while ((string?)answers.LastOrDefault()?["problem"]?["type"] != "urn:erasure:problem:broken-off" && await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith('{'))
            {
                answers.Add(JsonNode.Parse(line)!);
            }
        }

        return answers;
    }

    private static async Task<JsonNode[]> LinesAsync(HttpResponseMessage response)
    {
        using (response)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(NdJson, response.Content.Headers.ContentType!.MediaType);
            string text = await response.Content.ReadAsStringAsync();
            return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        }
    }
}
