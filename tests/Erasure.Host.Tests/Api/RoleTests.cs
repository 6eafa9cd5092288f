using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Erasure.Api;
using Erasure.Api.Access;
using Erasure.Api.Routing;
using Erasure.Host.Tests.Management;
using Erasure.Tests.Shared;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.DurableTask;

namespace Erasure.Host.Tests.Api;

/// <summary>Every route with every role, in both hosts, against what the route table says; and what the documentation says of it.</summary>
public sealed class RoleTests
{
    private static readonly Roles?[] Callers =
        [null, Roles.None, Roles.Requester, Roles.Operator, Roles.Approver, Roles.Auditor, Roles.Operator | Roles.Approver, Roles.All];

    private static readonly ApiOptions Guarded = new() { Keys = [.. Callers.OfType<Roles>().Select(roles => new AccessKey(KeyOf(roles), roles))] };

    [Fact]
    public async Task The_embedded_host_lets_in_whom_the_table_says()
    {
        await using ManagementServer server = await ManagementServer.StartAsync(new DurableTaskRegistry(), Guarded);

        foreach (RouteEndpoint endpoint in server.Endpoints)
        {
            RouteAccess? access = endpoint.Metadata.GetMetadata<RouteAccess>();
            Assert.True(access is not null, $"{endpoint.RoutePattern.RawText} has no RouteAccess.");
            string method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single();
            string? contentType = endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes[0];
            await ExpectAsync(server.Http, method, endpoint.RoutePattern, access, contentType);
        }
    }

    [Fact]
    public async Task A_host_that_runs_routes_by_name_does_too()
    {
        await using NamedRouteServer server = await NamedRouteServer.StartAsync(Guarded);

        foreach (ApiRoute route in ApiRoutes.All)
        {
            await ExpectAsync(server.Client, route.Method, RoutePatternFactory.Parse(route.Pattern), route.Access, contentType: null);
        }
    }

    [Fact]
    public async Task Requests_and_decisions_carry_the_name_of_the_key_whatever_name_is_typed()
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { Keys = [new AccessKey("one", Roles.All, "crm"), new AccessKey("two", Roles.All, "ops-team")] });

        (await server.PostAsync("/api/erasures", """{"subject":{"user_id":"u-1"}}""", "application/json", ("x-api-key", "one"))).EnsureSuccessStatusCode();
        (await server.PostAsync($"/api/erasures/{FakeErasures.Id}/cancel", """{"by":"Ada","note":"because"}""", "application/json", ("x-api-key", "two"))).EnsureSuccessStatusCode();

        Assert.Equal("crm", Assert.Single(server.Erasures.Requests).Caller);
        Assert.Equal(("Ada", "ops-team"), server.Erasures.Commands.Select(command => (command.Decision.By, command.Decision.Caller)).Single());
    }

    [Theory]
    [InlineData("/api/erasures")]
    [InlineData("/api/erasures/nothing")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/no/such/route")]
    public async Task No_answer_is_kept_by_a_cache(string path)
    {
        await using ApiServer server = await ApiServer.StartAsync();

        using HttpResponseMessage response = await server.Client.GetAsync(path);

        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Theory]
    [InlineData("operator", HttpStatusCode.OK)]
    [InlineData("Auditor", HttpStatusCode.OK)]
    [InlineData("requester", HttpStatusCode.Forbidden)]
    [InlineData("superuser", HttpStatusCode.Forbidden)]
    public async Task App_Services_word_counts_where_it_stands_in_front(string role, HttpStatusCode status)
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { TrustsEasyAuth = true });
        server.Client.DefaultRequestHeaders.Add(EasyAuthPrincipal.Header, Principal(role));

        Assert.Equal(status, (await server.Client.GetAsync("/api/erasures")).StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not base64!")]
    [InlineData("bm90IGpzb24=")]
    [InlineData("eyJjbGFpbXMiOjF9")]
    [InlineData("WzFd")]
    public async Task A_principal_that_can_not_be_read_is_nobody(string? header)
    {
        await using ApiServer server = await ApiServer.StartAsync(new ApiOptions { TrustsEasyAuth = true });
        server.Client.DefaultRequestHeaders.TryAddWithoutValidation(EasyAuthPrincipal.Header, header);

        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client.GetAsync("/api/erasures")).StatusCode);
    }

    [Fact]
    public async Task Nobodys_word_counts_elsewhere()
    {
        await using ApiServer server = await ApiServer.StartAsync(Guarded);
        server.Client.DefaultRequestHeaders.Add(EasyAuthPrincipal.Header, Principal("operator"));

        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client.GetAsync("/api/erasures")).StatusCode);
    }

    [Fact]
    public async Task A_browser_is_asked_for_name_and_key_and_the_page_knows_both()
    {
        await using ApiServer server = await ApiServer.StartAsync(Guarded);
        server.Client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        const string Page = $"/erasures/{FakeErasures.Id}/domains/order";

        using HttpResponseMessage asked = await server.Client.GetAsync(Page);
        server.Client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"Kim Ø:{KeyOf(Roles.Operator)}")));
        string seen = await server.Client.GetStringAsync(Page);
        server.Client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"Kim:{KeyOf(Roles.Auditor)}")));
        string readOnly = await server.Client.GetStringAsync(Page);

        Assert.Equal(HttpStatusCode.Unauthorized, asked.StatusCode);
        Assert.Equal("Basic", asked.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Contains("<h1>Sign in</h1>", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("value=\"Kim &#xD8;\"", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", readOnly, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_documentation_has_every_route_with_its_roles()
    {
        await using ManagementServer server = await ManagementServer.StartAsync(new DurableTaskRegistry(), Guarded);
        IEnumerable<string> rows = server.Endpoints.Select(endpoint =>
            $"| `{endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single()} {endpoint.RoutePattern.RawText!.TrimEnd('/')}` | {endpoint.Metadata.GetMetadata<RouteAccess>()} |");

        string[] documented = [.. File.ReadLines(Repository.PathOf("docs", "api.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Contains(" /", StringComparison.Ordinal))];

        Assert.Equal(rows.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    private static async Task ExpectAsync(HttpClient client, string method, RoutePattern pattern, RouteAccess access, string? contentType)
    {
        foreach (Roles? caller in Callers)
        {
            using HttpRequestMessage request = new(new HttpMethod(method), PathOf(pattern));
            if (caller is { } roles)
            {
                request.Headers.Add(PresentedKey.Header, KeyOf(roles));
            }

            if (method == "POST")
            {
                request.Content = new StringContent("", Encoding.UTF8, contentType ?? "application/json");
            }

            using HttpResponseMessage response = await client.SendAsync(request);

            string expected = access == RouteAccess.Anyone || (caller is { } known && access.Admits(known)) ? "allowed" : caller is null ? "401" : "403";
            string seen = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? $"{(int)response.StatusCode}" : "allowed";
            Assert.True(expected == seen, $"{method} {pattern.RawText} as {caller?.ToString() ?? "nobody"}: {seen}, but the table says {expected}.");
        }
    }

    private static string PathOf(RoutePattern pattern) => "/" + string.Join('/', pattern.PathSegments.Select(segment => segment.Parts[0] switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternParameterPart { Name: "domain" } => "order",
        RoutePatternParameterPart { Name: "documentName" } => "v1",
        _ => FakeErasures.Id,
    })) + (pattern.RawText!.EndsWith(".json", StringComparison.Ordinal) ? ".json" : "");

    private static string KeyOf(Roles roles) => $"a key with the roles {roles}";

    private static string Principal(string role) => Convert.ToBase64String(Encoding.UTF8.GetBytes(
        $$"""{"auth_typ":"aad","claims":[{"typ":"name","val":"Kim"},{"typ":"http://schemas.example/role","val":"{{role}}"}],"name_typ":"name","role_typ":"http://schemas.example/role"}"""));
}
