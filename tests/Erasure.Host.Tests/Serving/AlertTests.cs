using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Erasure.Core.Alerts;
using Erasure.Core.Configuration;
using Erasure.Core.Deletion.Connector;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Server;
using Erasure.Host.Serving;
using Erasure.Tests.Shared;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.Tests.Serving;

/// <summary>A served configuration tells its webhook, once, over a restart too.</summary>
public sealed class AlertTests : IDisposable
{
    private const string SecretVariable = "ERASURE_ALERT_TESTS_SECRET";

    private readonly TempFolder folder = new();
    private readonly HashSet<string> seen = [];
    private readonly HttpListener webhook = new();
    private readonly string address = $"http://127.0.0.1:{FreePort()}/hook/";

    public AlertTests()
    {
        Environment.SetEnvironmentVariable(SecretVariable, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        webhook.Prefixes.Add(address);
        webhook.Start();
    }

    public void Dispose()
    {
        webhook.Close();
        folder.Dispose();
    }

    [Fact]
    public async Task What_is_wrong_is_posted_when_it_begins_and_when_it_is_over()
    {
        Directory.CreateDirectory(folder["lake"]);
        await using (await ServeAsync())
        {
            Assert.Equal("alert.raised store-unreachable no-such-prefix clicks", await NextAsync());
        }

        // It has been told of the one, and the other is news.
        Directory.CreateDirectory(folder["lake/clicks"]);
        await File.WriteAllTextAsync(folder["lake/clicks/a.jsonl"], "{}\n");
        await using ErasureServer again = await ServeAsync();
        Assert.Equal("alert.over store-unreachable no-such-prefix ", await NextAsync());
    }

    /// <summary>The next one that hasn't been here: a host that is stopped before it has the answer posts the same again.</summary>
    private async Task<string> NextAsync()
    {
        while (true)
        {
            HttpListenerContext call = await webhook.GetContextAsync().WaitAsync(TimeSpan.FromMinutes(1));
            JsonNode alert = JsonNode.Parse(call.Request.InputStream)!;
            Assert.StartsWith("v1,", call.Request.Headers["webhook-signature"], StringComparison.Ordinal);
            call.Response.StatusCode = (int)HttpStatusCode.NoContent;
            call.Response.Close();
            if (seen.Add(call.Request.Headers["webhook-id"]!))
            {
                return $"{alert["type"]} {alert["data"]!["rule"]} {alert["data"]!["key"]!["codes"]} {alert["data"]!["facts"]!["which"]}";
            }
        }
    }

    private Task<ErasureServer> ServeAsync() => ErasureServer.StartAsync(
        new ErasureConfiguration
        {
            Domains = [new DomainConfiguration { Name = "lake", Admin = "admin@example.org", Connector = new LakeConnectorConfiguration() }],
            Lake = new LakeConfiguration
            {
                Folder = folder["lake"],
                Mappers = [new DataMapper { Id = "clicks", Prefix = "clicks", Format = DataFormat.Json, Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>> { ["user_id"] = ["by"] } }],
            },
            Alerts = new AlertConfiguration { Webhooks = [new AlertWebhookConfiguration { Name = "ops", Url = address, SecretVariable = SecretVariable }] },
            Server = new ServerConfiguration { Url = "http://127.0.0.1:0", DataFolder = folder["data"], MasterKeyFile = folder["master.key"] },
        },
        logging => logging.SetMinimumLevel(LogLevel.None),
        default);

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
