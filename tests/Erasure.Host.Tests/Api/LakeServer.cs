using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Erasure.Core.Configuration;
using Erasure.Core.Settings;
using Erasure.Host.Serving;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Api;

/// <summary>The whole host over a lake of two small mappers, in this process.</summary>
internal sealed class LakeServer : IAsyncDisposable
{
    private const int MaxPolls = 600;

    private readonly TempFolder folder;
    private readonly ErasureServer server;

    private LakeServer(TempFolder folder, ErasureServer server)
    {
        this.folder = folder;
        this.server = server;
        Client = new HttpClient { BaseAddress = new Uri(server.Url), Timeout = Timeout.InfiniteTimeSpan };
    }

    public HttpClient Client { get; }

    public string Folder => folder.Path;

    public static async Task<LakeServer> StartAsync()
    {
        TempFolder home = new();
        Directory.CreateDirectory(home["lake/clicks"]);
        Directory.CreateDirectory(home["lake/contacts"]);
        (ErasureConfiguration? configuration, IReadOnlyList<ConfigurationProblem> problems) = ConfigurationLoader.Parse(
            """
            {
              "domains": [{ "name": "lake", "admin": "lake@example.org", "connector": { "type": "lake" }, "polling": { "interval": "PT0.1S" } }],
              "lake": {
                "folder": "lake",
                "mappers": [
                  { "id": "clicks", "prefix": "clicks", "format": "json", "identifiers": { "user_id": ["by"] }, "mayBeEmpty": true },
                  { "id": "contacts", "prefix": "contacts", "format": "csv", "identifiers": { "email": ["email", "name"] }, "mayBeEmpty": true }
                ],
                "job": { "gather": "P1D" },
                "prices": { "currency": "EUR", "thousandReads": 1000, "thousandWrites": 1000 }
              },
              "server": { "url": "http://127.0.0.1:0" }
            }
            """,
            home.Path);
        Assert.Empty(problems);
        return new LakeServer(home, await ErasureServer.StartAsync(configuration!, _ => { }, CancellationToken.None));
    }

    public void Write(string key, string text) => File.WriteAllText(folder[$"lake/{key}"], text);

    public string Read(string key) => File.ReadAllText(folder[$"lake/{key}"]);

    public Task<HttpResponseMessage> PostAsync(string path, string body, string contentType = "application/json")
    {
        ByteArrayContent content = new(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return Client.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await Client.GetStringAsync(new Uri(path, UriKind.Relative)))!;

    /// <summary>Starts a job and follows it to its end.</summary>
    public async Task<JsonNode> RunJobAsync(string wish = "{}")
    {
        using HttpResponseMessage response = await PostAsync("/api/deletion-jobs", wish);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        string id = (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["id"]!;
        for (int i = 0; i < MaxPolls; i++)
        {
            JsonNode job = await GetAsync($"/api/deletion-jobs/{id}");
            if (job["endedAt"] is not null)
            {
                return job;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        throw new TimeoutException("The job doesn't end.");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await server.DisposeAsync();
        folder.Dispose();
    }
}
