using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Erasure.Host.Demo;

/// <summary>What the demo erases from: a lake of sample files, a domain that answers at once, two that answer later, and the configuration of all of them.</summary>
internal sealed class DemoWorld : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    // By this address a folder is known that a demo made.
    private const string Sender = "erasure-demo@example.org";

    private readonly DemoDomain[] domains = [new("project", count: 3, polls: 0), new("order", count: 12, polls: 1), new("customer", count: 1, polls: 3)];

    private int port;

    private DemoWorld(string folder) => Folder = folder;

    /// <summary>Everything is below here.</summary>
    public string Folder { get; }

    /// <summary>The lake.</summary>
    public string Lake => Path.Combine(Folder, "lake");

    /// <summary>Where mails appear.</summary>
    public string Mails => Path.Combine(Folder, "data", "mail");

    /// <summary>The configuration file.</summary>
    public string Configuration => Path.Combine(Folder, "erasure.json");

    /// <summary>The domains that are reached by HTTP.</summary>
    public IReadOnlyList<DemoDomain> Domains => domains;

    /// <summary>Makes it in a folder.</summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    /// <param name="port">Port of the API; a free one where it isn't given.</param>
    /// <param name="interval">How long to wait before a domain is asked how far it is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<DemoWorld> CreateAsync(string folder, int? port, string interval, CancellationToken cancellationToken)
    {
        DemoWorld world = new(folder);
        DemoSamples.WriteTo(world.Lake);
        foreach (DemoDomain domain in world.domains)
        {
            await domain.StartAsync(cancellationToken);
        }

        world.port = port ?? FreePort();
        await world.WriteAsync(
            [
                .. world.domains.Select(domain => Domain(domain.Name, new JsonObject { ["type"] = "http", ["url"] = domain.Url }, interval)),
                Domain("lake", new JsonObject { ["type"] = "lake" }, interval),
            ],
            cancellationToken);
        return world;
    }

    /// <summary>Whether a demo may use the folder: it isn't there, empty, or an earlier demo's.</summary>
    public static bool IsFree(string folder)
    {
        string configuration = Path.Combine(folder, "erasure.json");
        return !Path.Exists(folder)
            || (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
            || (File.Exists(configuration) && File.ReadAllText(configuration).Contains(Sender, StringComparison.Ordinal));
    }

    /// <summary>Leaves a configuration that can be served once the demo is over: without the domains that end with it.</summary>
    public Task LeaveAsync() => WriteAsync([Domain("lake", new JsonObject { ["type"] = "lake" }, "PT1S")], CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        foreach (DemoDomain domain in domains)
        {
            await domain.DisposeAsync();
        }
    }

    private Task WriteAsync(JsonNode[] known, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(Configuration, Configure(known).ToJsonString(Indented), cancellationToken);

    private JsonObject Configure(JsonNode[] known) => new()
    {
        ["domains"] = new JsonArray(known),
        ["lake"] = new JsonObject
        {
            ["folder"] = "lake",
            ["mappers"] = new JsonArray(
                Mapper("events", "web/events", "parquet", ("user_id", ["user_id", "ctx.user.id"])),
                Mapper("sessions", "app/sessions", "parquet", ("user_id", ["user.id"])),
                Mapper("orders", "shop/orders", "parquet", ("customer_id", ["customer_id"])),
                Mapper("clicks", "web/clicks", "json", ("user_id", ["user.id"])),
                Mapper("contacts", "crm/contacts", "csv", ("customer_id", ["customer_id"]), ("email", ["email"])),
                Mapper("newsletter", "crm/newsletter", "csv", ("email", ["email"]))),
        },
        ["mail"] = new JsonObject { ["from"] = Sender, ["privacyOfficer"] = "privacy@example.org" },
        ["server"] = new JsonObject { ["url"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}") },
    };

    private static JsonObject Domain(string name, JsonObject connector, string interval) => new()
    {
        ["name"] = name,
        ["admin"] = $"{name}-admin@example.org",
        ["connector"] = connector,
        ["polling"] = new JsonObject { ["interval"] = interval, ["backoff"] = 1, ["maxInterval"] = interval },
    };

    private static JsonObject Mapper(string id, string prefix, string format, params (string Identifier, string[] Columns)[] identifiers) => new()
    {
        ["id"] = id,
        ["prefix"] = prefix,
        ["format"] = format,
        ["identifiers"] = new JsonObject(identifiers.Select(identifier =>
            KeyValuePair.Create<string, JsonNode?>(identifier.Identifier, new JsonArray([.. identifier.Columns.Select(column => (JsonNode)column)])))),
    };

    // Known before anything starts, since links in mails hold it.
    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
