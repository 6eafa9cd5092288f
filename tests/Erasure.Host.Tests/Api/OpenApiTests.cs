using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Api;

/// <summary>The OpenAPI document in the hands of those who use it.</summary>
public sealed class OpenApiTests : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private ApiServer server = null!;
    private string document = null!;

    public async Task InitializeAsync()
    {
        server = await ApiServer.StartAsync();
        document = await server.Client.GetStringAsync("/openapi/v1.json");
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public void It_names_every_route_and_the_key() => Snapshot.Matches("openapi.json", JsonNode.Parse(document)!.ToJsonString(Snapshot.Indented));

    [Fact]
    public void A_linter_has_nothing_against_it() => Assert.Empty(Foreign.LintOpenApi(document));

    /// <summary>Files an erasure, follows it, and decides.</summary>
    [Fact]
    public void A_client_that_is_generated_from_it_compiles()
    {
        const string Program = """
            import createClient from "openapi-fetch";
            import type { paths } from "./schema.d.ts";

            const client = createClient<paths>({ baseUrl: "http://127.0.0.1:7071", headers: { "x-api-key": "key" } });
            const { data, error } = await client.POST("/api/erasures", { body: { subject: { user_id: "u-2043" }, reference: "T-1" } });
            if (data === undefined) throw new Error(error?.title ?? "refused");
            const { data: status } = await client.GET("/api/erasures/{id}", { params: { path: { id: data.id } } });
            const states: string[] = status?.domains?.map(domain => domain.state) ?? [];
            await client.POST("/api/erasures/{id}/domains/{domain}/retry", { params: { path: { id: data.id, domain: "orders" } }, body: { by: "Kim", note: states.join() } });
            export {};
            """;
        Assert.Empty(Foreign.CompileClient(document, Program));
        Assert.NotEmpty(Foreign.CompileClient(document, Program.Replace("user_id: \"u-2043\"", "user_id: 7", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_page_has_a_command_line_for_every_body()
    {
        StringBuilder lines = new("```bash\n");
        foreach (Body body in Bodies())
        {
            string data = body.Type == "application/json" ? $"-d '{body.Content}'" : $"--data-binary $'{body.Content.ReplaceLineEndings("\\n")}'";
            lines.Append(CultureInfo.InvariantCulture, $"curl -X {body.Method} \"$url{body.Path}\" -H \"x-api-key: $key\" -H 'content-type: {body.Type}' {data}\n");
        }

        DocumentPart.Matches("api.md", "bodies", lines.Append("```\n").ToString());
    }

    [Fact]
    public async Task Every_body_of_the_page_is_understood()
    {
        await using LakeServer lake = await LakeServer.StartAsync();
        Directory.CreateDirectory(Path.Combine(lake.Folder, "lake", "events"));
        lake.Write("events/a.json", """{"user_id":"u-1","context":{"user":"u-1"},"name":"Joe Doe","born":"1970-01-01"}""" + "\n");
        foreach (Body body in Bodies())
        {
            string path = body.Path.Replace("$id", FakeErasures.Id, StringComparison.Ordinal).Replace("$domain", "lake", StringComparison.Ordinal).Replace("$mapper", "events", StringComparison.Ordinal);
            using HttpRequestMessage request = new(new HttpMethod(body.Method), path) { Content = new StringContent(body.Content, Encoding.UTF8, body.Type) };
            using HttpResponseMessage answer = await lake.Client.SendAsync(request);
            string text = await answer.Content.ReadAsStringAsync();

            // There is no such erasure or failure, and whom a batch names is being erased; but nobody takes offence at the body.
            Assert.True(answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.NotFound, $"{body.Method} {path}: {answer.StatusCode} {text}");
            if (body.Type != "application/json")
            {
                Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.True((int)JsonNode.Parse(line)!["status"]! is (>= 200 and < 300) or 409, line));
            }
        }
    }

    private IEnumerable<Body> Bodies() =>
        from path in JsonNode.Parse(document)!["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where operation.Value!["requestBody"] is not null
        from content in operation.Value["requestBody"]!["content"]!.AsObject()
        let example = content.Value!["example"] ?? throw new InvalidOperationException($"{operation.Key} {path.Key} has no example of {content.Key}.")
        select new Body(
            operation.Key.ToUpperInvariant(),
            path.Key.Replace("{", "$", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal),
            content.Key,
            example is JsonValue text ? text.GetValue<string>() : example.ToJsonString(Plain));

    private sealed record Body(string Method, string Path, string Type, string Content);
}
