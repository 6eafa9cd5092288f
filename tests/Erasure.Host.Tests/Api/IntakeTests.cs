using System.Net;
using System.Text.Json.Nodes;
using Erasure.Api;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Subjects;

namespace Erasure.Host.Tests.Api;

public sealed class IntakeTests
{
    private const string Route = "/api/erasures";
    private const string Valid = """{"subject":{"user_id":"u-1"}}""";

    [Fact]
    public async Task A_request_is_taken_in_with_every_field()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        using HttpResponseMessage response = await server.PostAsync(
            Route,
            """{"subject":{"user_id":"u-1","email":"a@b.example"},"requester":{"email":"a@b.example"},"domains":["order"],"reference":"T-1","receivedAt":"2026-01-31T10:30:00+01:00"}""",
            "application/json; charset=utf-8",
            ("Idempotency-Key", "\"k-1\""));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        IntakeRequest request = Assert.Single(server.Erasures.Requests);
        Assert.Equal("u-1", request.Subject.Open().Identifiers["user_id"]);
        Assert.Equal("a@b.example", request.Subject.Open().Identifiers["email"]);
        Assert.Equal("a@b.example", request.RequesterEmail!.Open());
        Assert.Equal(["order"], request.Domains);
        Assert.Equal("T-1", request.Reference);
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 9, 30, 0, TimeSpan.Zero), request.ReceivedAt!.Value.ToUniversalTime());
        Assert.Equal("k-1", request.IdempotencyKey!.Open());
    }

    [Fact]
    public async Task The_answer_says_where_when_and_how_to_go_on()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        using HttpResponseMessage response = await server.PostJsonAsync(Route, Valid);

        string root = server.Client.BaseAddress!.ToString().TrimEnd('/');
        JsonNode body = await ApiServer.JsonAsync(response);
        Assert.Equal($"{root}/api/erasures/{FakeErasures.Id}", response.Headers.Location!.ToString());
        Assert.Equal(TimeSpan.FromSeconds(10), response.Headers.RetryAfter!.Delta);
        Assert.Equal(FakeErasures.Id, (string?)body["id"]);
        Assert.Equal("2026-02-28T09:30:00+00:00", (string?)body["deadline"]);
        Assert.Equal($"{root}/api/erasures/{FakeErasures.Id}", (string?)body["statusUrl"]);
        Assert.Equal($"{root}/api/erasures/{FakeErasures.Id}/report", (string?)body["reportUrl"]);
        Assert.Equal($"{root}/erasures/{FakeErasures.Id}", (string?)body["pageUrl"]);
        Assert.Equal($"http://engine/instances/{FakeErasures.Id}", (string?)body["statusQueryGetUri"]);
        Assert.True(body.AsObject().ContainsKey("rewindPostUri"));
    }

    [Fact]
    public async Task Links_are_below_the_public_address_where_there_is_one()
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { IsOpen = true, PublicUrl = "https://erasure.example/" });

        using HttpResponseMessage response = await server.PostJsonAsync(Route, Valid);

        Assert.Equal($"https://erasure.example/api/erasures/{FakeErasures.Id}", response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Other_domains_for_a_running_subject_are_a_conflict_that_names_the_running_erasure()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        server.Erasures.OnReceive = _ => new IntakeResult.Conflict(FakeErasures.Id, "The running erasure has other domains.");

        JsonNode problem = await ProblemAsync(await server.PostJsonAsync(Route, Valid), HttpStatusCode.Conflict);

        Assert.Equal(FakeErasures.Id, (string?)problem["erasureId"]);
        Assert.Equal("The running erasure has other domains.", (string?)problem["detail"]);
    }

    [Fact]
    public async Task What_the_service_refuses_names_the_fields()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        server.Erasures.OnReceive = _ => new IntakeResult.Invalid([new FieldProblem("domains[0]", "is not configured")]);

        JsonNode problem = await ProblemAsync(await server.PostJsonAsync(Route, Valid), HttpStatusCode.BadRequest);

        Assert.Equal("domains[0]", (string?)problem["errors"]![0]!["field"]);
        Assert.Equal("is not configured", (string?)problem["errors"]![0]!["message"]);
    }

    [Theory]
    [InlineData("""{}""", "subject")]
    [InlineData("""{"subject":null}""", "subject")]
    [InlineData("""{"subject":"u-1"}""", "subject")]
    [InlineData("""{"subject":{"user_id":42}}""", "subject.user_id")]
    [InlineData("""{"subject":{"user_id":""}}""", "subject.user_id")]
    [InlineData("""{"subject":{"\ud800":"x"}}""", "subject.(unnamed)")]
    [InlineData("""{"\udc00":"x","subject":{"user_id":"a"}}""", "(unnamed)")]
    [InlineData("""{"subject":{"CANARYuid":""}}""", "subject.(unnamed)")]
    [InlineData("""{"subject":{"user_id":"a"},"u4711":1}""", "(unnamed)")]
    [InlineData("""{"subject":{"user_id":"a"},"JaneDoe":1}""", "(unnamed)")]
    [InlineData("""{"subject":{"user_id":null}}""", "subject.user_id")]
    [InlineData("""{"subject":{"user_id":"\ud800"}}""", "subject.user_id")]
    [InlineData("""{"subject":{"user_id":"a","user_id":"b"}}""", "subject.user_id")]
    [InlineData("""{"subject":{"user_id":"a"},"subject":{"user_id":"a"}}""", "subject")]
    [InlineData("""{"subject":{"user_id":"a"},"extra":1}""", "extra")]
    [InlineData("""{"subject":{"user_id":"a"},"requester":{"email":"x@y.example","name":"n"}}""", "requester.name")]
    [InlineData("""{"subject":{"user_id":"a"},"requester":{}}""", "requester.email")]
    [InlineData("""{"subject":{"user_id":"a"},"domains":"order"}""", "domains")]
    [InlineData("""{"subject":{"user_id":"a"},"domains":["order",1]}""", "domains[1]")]
    [InlineData("""{"subject":{"user_id":"a"},"reference":7}""", "reference")]
    [InlineData("""{"subject":{"user_id":"a"},"receivedAt":"2026-01-31"}""", "receivedAt")]
    [InlineData("""{"subject":{"user_id":"a"},"receivedAt":"01/02/2026 10:00:00Z"}""", "receivedAt")]
    [InlineData("""{"subject":{"user_id":"a"},"receivedAt":"2026-01-31T10:00:00"}""", "receivedAt")]
    [InlineData("""[]""", "(body)")]
    public async Task A_wrong_field_is_named(string body, string field)
    {
        await using ApiServer server = await ApiServer.StartAsync();

        JsonNode problem = await ProblemAsync(await server.PostJsonAsync(Route, body), HttpStatusCode.BadRequest);

        Assert.Contains(problem["errors"]!.AsArray(), error => (string?)error!["field"] == field);
        Assert.Empty(server.Erasures.Requests);
    }

    [Fact]
    public async Task Every_problem_is_told_at_once()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        JsonNode problem = await ProblemAsync(
            await server.PostAsync(Route, """{"subject":{"user_id":1},"reference":2,"nonsense":3}""", "application/json", ("Idempotency-Key", "a b")),
            HttpStatusCode.BadRequest);

        Assert.Equal(
            ["Idempotency-Key", "nonsense", "subject.user_id", "reference"],
            problem["errors"]!.AsArray().Select(error => (string)error!["field"]!));
    }

    [Fact]
    public async Task An_error_repeats_no_value_and_no_value_in_the_place_of_a_name()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        using HttpResponseMessage response = await server.PostJsonAsync(
            Route, """{"subject":{"user_id":["canary-value-0001"]},"canary@value.0002":1,"reference":{"x":"canary-value-0003"}}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.DoesNotContain("canary", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Malformed_json_is_told_by_its_position_and_not_repeated()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        JsonNode problem = await ProblemAsync(await server.PostJsonAsync(Route, "{\n  \"subject\": canary\n}"), HttpStatusCode.BadRequest);

        Assert.Equal("urn:erasure:problem:malformed-body", (string?)problem["type"]);
        Assert.Equal("It isn't JSON: line 2, byte 14.", (string?)problem["detail"]);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/jsonp")]
    public async Task Another_content_type_is_refused(string contentType)
    {
        await using ApiServer server = await ApiServer.StartAsync();

        JsonNode problem = await ProblemAsync(await server.PostAsync(Route, Valid, contentType), HttpStatusCode.UnsupportedMediaType);

        Assert.Contains("application/json", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_beyond_the_limit_is_refused_whether_it_says_its_length_or_not(bool chunked)
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { IsOpen = true, MaxBodyBytes = 1000 });
        using HttpRequestMessage request = new(HttpMethod.Post, Route)
        {
            Content = new StringContent(new string(' ', 1001), mediaType: new("application/json")),
        };
        request.Headers.TransferEncodingChunked = chunked;

        await ProblemAsync(await server.Client.SendAsync(request), HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("\"\"")]
    [InlineData("k, k")]
    public async Task A_wrong_idempotency_key_is_refused(string key)
    {
        await using ApiServer server = await ApiServer.StartAsync();

        JsonNode problem = await ProblemAsync(
            await server.PostAsync(Route, Valid, "application/json", ("Idempotency-Key", key)), HttpStatusCode.BadRequest);

        Assert.Equal("Idempotency-Key", (string?)problem["errors"]![0]!["field"]);
    }

    [Fact]
    public async Task A_user_is_erased_by_url()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        using HttpResponseMessage response = await server.Client.DeleteAsync("/api/user/a%20b%2Fc%252F%C3%A9+d");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        IntakeRequest request = Assert.Single(server.Erasures.Requests);
        Assert.Equal("a b/c%2Fé+d", request.Subject.Open().Identifiers["user_id"]);
    }

    [Theory]
    [InlineData("/api/user/")]
    [InlineData("/api/user/a/b")]
    [InlineData("/api/user/%ff%fe")]
    [InlineData("/api/user/%20")]
    [InlineData("/api/user/u-1?")]
    public async Task A_url_that_names_no_user_is_refused(string path)
    {
        await using ApiServer server = await ApiServer.StartAsync();

        using HttpResponseMessage response = await server.Client.DeleteAsync(new Uri(server.Client.BaseAddress!, path));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(server.Erasures.Requests);
    }

    [Fact]
    public async Task The_route_with_the_user_in_the_url_can_be_switched_off()
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { IsOpen = true, DeleteUserRoute = false });

        await ProblemAsync(await server.Client.DeleteAsync("/api/user/u-1"), HttpStatusCode.NotFound);
    }

    internal static async Task<JsonNode> ProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        using (response)
        {
            Assert.Equal(status, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
            JsonNode problem = await ApiServer.JsonAsync(response);
            Assert.Equal((int)status, (int?)problem["status"]);
            Assert.NotNull((string?)problem["title"]);
            Assert.StartsWith("urn:erasure:problem:", (string?)problem["type"], StringComparison.Ordinal);
            return problem;
        }
    }
}
