using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Erasure.Api;
using Erasure.Api.Access;

namespace Erasure.Host.Tests.Api;

public sealed class AccessTests
{
    private const string Key = "correct horse battery staple";

    [Theory]
    [InlineData("wrong")]
    [InlineData("")]
    public async Task Without_the_key_nothing_is_done(string key)
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { Keys = [new AccessKey(Key, Roles.All)] });
        using HttpRequestMessage request = new(HttpMethod.Delete, "/api/user/u-1");
        request.Headers.Add("x-api-key", key);

        HttpResponseMessage response = await server.Client.SendAsync(request);

        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        await IntakeTests.ProblemAsync(response, HttpStatusCode.Unauthorized);
        Assert.Empty(server.Erasures.Requests);
    }

    [Theory]
    [InlineData("x-api-key", Key)]
    [InlineData("x-functions-key", Key)]
    [InlineData("Authorization", $"Bearer {Key}")]
    [InlineData("Authorization", "Basic S2ltOmNvcnJlY3QgaG9yc2UgYmF0dGVyeSBzdGFwbGU=")]
    public async Task The_key_is_taken_from_any_of_these_headers(string header, string value)
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { Keys = [new AccessKey(Key, Roles.All)] });
        server.Client.DefaultRequestHeaders.TryAddWithoutValidation(header, value);

        Assert.NotEmpty(await server.Client.GetStringAsync("/api/erasures"));
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public Task Another_sites_page_can_not_use_a_server_without_a_key(string header, string value) => IsRefusedAsync(header, value);

    [Theory]
    [InlineData(true, "xn--a")]
    [InlineData(true, "xn--localhost:80")]
    [InlineData(false, "xn--a")]
    [InlineData(false, "www.xn--0.example")]
    public async Task A_host_that_is_no_name_is_a_bad_request(bool isOpen, string host)
    {
        await using ApiServer server = await ApiServer.StartAsync(isOpen ? null : new ApiOptions { Keys = [new AccessKey(Key, Roles.All)] });
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/erasures") { Headers = { { "x-api-key", Key } } };
        request.Headers.TryAddWithoutValidation("Host", host);

        await IntakeTests.ProblemAsync(await server.Client.SendAsync(request), HttpStatusCode.BadRequest);
        Assert.DoesNotContain(server.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("x-forwarded-proto", "https")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("X-Real-IP", "203.0.113.7")]
    public Task A_server_without_a_key_serves_nobody_behind_a_proxy(string header, string value) => IsRefusedAsync(header, value);

    [Theory]
    [InlineData(false, HttpStatusCode.Forbidden)]
    [InlineData(true, HttpStatusCode.Accepted)]
    public async Task What_a_proxy_brings_in_old_http_needs_a_key(bool hasKey, HttpStatusCode status)
    {
        await using ApiServer server = await ApiServer.StartAsync(hasKey ? new ApiOptions { Keys = [new AccessKey(Key, Roles.All)] } : null);
        using HttpRequestMessage request = new(HttpMethod.Delete, "/api/user/u-1") { Version = HttpVersion.Version10 };
        request.Headers.Add("x-api-key", Key);

        using HttpResponseMessage response = await server.Client.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(hasKey ? 1 : 0, server.Erasures.Requests.Count);
    }

    [Fact]
    public async Task A_server_with_a_key_serves_whoever_has_it_behind_a_proxy_too()
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { Keys = [new AccessKey(Key, Roles.All)] });
        using HttpRequestMessage request = new(HttpMethod.Delete, "/api/user/u-1");
        request.Headers.Add("x-api-key", Key);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.7");

        using HttpResponseMessage response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task Another_sites_page_can_not_use_what_a_browser_signed_in_with()
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { Keys = [new AccessKey(Key, Roles.All)] });
        using HttpRequestMessage request = new(HttpMethod.Delete, "/api/user/u-1");
        request.Headers.Add("Authorization", "Basic S2ltOmNvcnJlY3QgaG9yc2UgYmF0dGVyeSBzdGFwbGU=");
        request.Headers.Add("Origin", "https://evil.example");

        await IntakeTests.ProblemAsync(await server.Client.SendAsync(request), HttpStatusCode.Forbidden);
        Assert.Empty(server.Erasures.Requests);
    }

    [Fact]
    public async Task Our_own_page_can()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Delete, "/api/user/u-1");
        request.Headers.Add("Origin", server.Client.BaseAddress!.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Sec-Fetch-Site", "same-origin");

        using HttpResponseMessage response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task Our_own_page_can_behind_a_proxy_too()
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { Keys = [new AccessKey(Key, Roles.All)], PublicUrl = "https://erasure.example/" });
        using HttpRequestMessage request = new(HttpMethod.Delete, "/api/user/u-1");
        request.Headers.Add("x-api-key", Key);
        request.Headers.Add("Origin", "https://erasure.example");

        using HttpResponseMessage response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    private static async Task IsRefusedAsync(string header, string value)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Delete, "/api/user/u-1");
        request.Headers.TryAddWithoutValidation(header, value);

        await IntakeTests.ProblemAsync(await server.Client.SendAsync(request), HttpStatusCode.Forbidden);
        Assert.Empty(server.Erasures.Requests);
    }
}
