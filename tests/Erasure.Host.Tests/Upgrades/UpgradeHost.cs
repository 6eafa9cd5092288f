using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Erasures;
using Erasure.Core.Mail;
using Erasure.Core.Objects;
using Erasure.Core.Reconciliation;
using Erasure.Core.Records;
using Erasure.Embedded.Engine;
using Erasure.Host.CommandLine;
using Erasure.Host.Serving;
using Erasure.Host.Tests.Api;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Erasure.Tests.Shared.Upgrades;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.Tests.Upgrades;

/// <summary>The embedded host as it is served, on a saved state's folder, with a clock moved by hand, stub domains, and the watches run by hand too.</summary>
internal sealed class UpgradeHost : IAsyncDisposable
{
    private readonly ErasureServer server;
    private readonly HttpClient http;
    private readonly LogCapture logs;

    private UpgradeHost(ErasureServer server, ManualTimeProvider time, ConcurrentQueue<string> delivered, LogCapture logs)
    {
        this.server = server;
        this.logs = logs;
        Time = time;
        Delivered = delivered;
        http = new HttpClient { BaseAddress = new Uri(server.Url) };
    }

    public ManualTimeProvider Time { get; }

    /// <summary>Message-IDs of the mails that went through.</summary>
    public ConcurrentQueue<string> Delivered { get; }

    public IEnumerable<string> Logs => logs.Lines;

    public IErasureService Erasures => server.Services.GetRequiredService<IErasureService>();

    private DurableEngine Engine => server.Services.GetRequiredService<DurableEngine>();

    /// <summary>Serves the folder.</summary>
    /// <param name="folder">Data, lake and configuration are below it.</param>
    /// <param name="now">What the clock says.</param>
    /// <param name="domains">The domains.</param>
    /// <param name="objects">What stands between the jobs and the lake.</param>
    /// <param name="refuses">Addresses to which no mail goes through.</param>
    /// <param name="mostMissing">So many erasures may be without their workflow and begin again.</param>
    /// <param name="records">Records that are elsewhere, while the engine has a database of its own.</param>
    public static async Task<UpgradeHost> StartAsync(
        string folder, DateTimeOffset now, StubDomains domains, Func<IObjectStore, IObjectStore>? objects = null, Predicate<string>? refuses = null, int mostMissing = 5, IRecordStore? records = null)
    {
        string file = Path.Combine(folder, "erasure.json");
        await File.WriteAllTextAsync(file, Configuration(domains.Url, mostMissing).ToJsonString());
        ManualTimeProvider time = new(now);
        ConcurrentQueue<string> delivered = new();
        LogCapture capture = new();
        ErasureServer started = await ErasureServer.StartAsync(
            ConfigCommand.Load(new FileInfo(file)),
            log => log.SetMinimumLevel(LogLevel.Information).AddProvider(capture),
            CancellationToken.None,
            isNew: records is not null,
            change: services =>
            {
                if (records is not null)
                {
                    services.RemoveAll<IRecordStore>().AddSingleton(records);
                }

                services.RemoveAll<TimeProvider>().AddSingleton<TimeProvider>(time);
                services.Remove(services.Single(static service => service.ImplementationType == typeof(ReconcilerLoop)));
                services.Remove(services.Single(static service => service.ImplementationType == typeof(LakeWatchLoop)));
                Wrap<IObjectStore>(services, objects ?? (static store => store));
                Wrap<IMailTransport>(services, mail => new RefusingMail(mail, refuses ?? (static _ => false), delivered));
            });
        return new UpgradeHost(started, time, delivered, capture);
    }

    /// <summary>Lets everything happen that is due within the span, each at its own time, and looks after it at the end.</summary>
    public async Task RunForAsync(TimeSpan span)
    {
        DateTimeOffset end = Time.GetUtcNow() + span;
        await Engine.WhenIdleAsync();
        while (await Engine.NextTimerDueAsync() is { } due && due <= end)
        {
            Time.AdvanceTo(due);
            await Engine.WhenIdleAsync();
        }

        Time.AdvanceTo(end);
        await LookAfterAsync();
    }

    /// <summary>Does what the host's watches do, and lets it have its effects.</summary>
    public async Task LookAfterAsync()
    {
        await Engine.WhenIdleAsync();
        await server.Services.GetRequiredService<IReconciler>().RunOnceAsync(CancellationToken.None);
        await Engine.WhenIdleAsync();
    }

    /// <summary>Files an erasure, and doesn't wait for what comes of it.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> FileAsync(string story, params string[] domains)
    {
        JsonObject request = new()
        {
            ["subject"] = new JsonObject { ["user_id"] = Stories.UserOf(story) },
            ["requester"] = new JsonObject { ["email"] = Stories.MailOf(story) },
            ["reference"] = story,
            ["domains"] = new JsonArray([.. domains.Select(static domain => JsonValue.Create(domain))]),
        };
        return (string)(await PostAsync("/api/erasures", request))!["id"]!;
    }

    /// <summary>Files an erasure and lets everything happen that happens without the clock.</summary>
    public async Task<string> RunAsync(string story, params string[] domains)
    {
        string id = await FileAsync(story, domains);
        await Engine.WhenIdleAsync();
        return id;
    }

    /// <summary>Has a human decide something, and doesn't wait for what comes of it.</summary>
    public Task DecideAsync(string path, string means = "note") => PostAsync(path, new JsonObject { ["by"] = "Kim Doe", [means] = "looked into it" });

    /// <summary>Has a human decide something, and lets it have its effects.</summary>
    public async Task CommandAsync(string path, string means = "note")
    {
        await DecideAsync(path, means);
        await Engine.WhenIdleAsync();
    }

    /// <summary>Steers an instance by the management API.</summary>
    public async Task SteerAsync(string instance, string verb)
    {
        await PostAsync($"/runtime/webhooks/durabletask/instances/{instance}/{verb}", body: null);
        await Engine.WhenIdleAsync();
    }

    public async Task<JsonNode> GetAsync(string path) => (await http.GetFromJsonAsync<JsonNode>(path))!;

    public async Task PutAsync(string path, JsonNode body)
    {
        using HttpResponseMessage response = await http.PutAsJsonAsync(path, body);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    public async Task<JsonNode?> PostAsync(string path, JsonNode? body)
    {
        using HttpResponseMessage response = await http.PostAsJsonAsync(path, body);
        string said = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.OK, $"{path}: {response.StatusCode} {said}");
        return said.Length == 0 ? null : JsonNode.Parse(said);
    }

    /// <summary>The erasure of a story.</summary>
    public async Task<ErasureView> ViewAsync(string story)
    {
        ErasurePage page = await Erasures.ListAsync(new ErasureFilter { Reference = story }, 2, null, CancellationToken.None);
        return (await Erasures.GetAsync(Assert.Single(page.Erasures).Id, CancellationToken.None))!;
    }

    /// <summary>Begins no further step, as a host that is told to stop; what is taken in from here on waits for the next one.</summary>
    public void Halt() => _ = Engine.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
    }

    private static void Wrap<T>(IServiceCollection services, Func<T, T> wrap)
        where T : class
    {
        ServiceDescriptor inner = services.Single(static service => service.ServiceType == typeof(T));
        services.Remove(inner);
        services.AddSingleton(provider => wrap((T)inner.ImplementationFactory!(provider)));
    }

    private static JsonObject Configuration(string domains, int mostMissing) => new()
    {
        ["domains"] = new JsonArray(
            Domain("crm", Http($"{domains}/crm")),
            Domain("orders", Http($"{domains}/orders")),
            Domain("archive", Http($"{domains}/archive")),
            Domain("lake", new JsonObject { ["type"] = "lake", ["mappers"] = new JsonArray("clicks", "events", "contacts") }),
            Domain("attic", new JsonObject { ["type"] = "lake", ["mappers"] = new JsonArray("attic") })),
        ["lake"] = new JsonObject
        {
            ["folder"] = "lake",
            ["mappers"] = new JsonArray(Mapper("clicks", "csv", "user_id"), Mapper("events", "json", "by"), Mapper("attic", "csv", "user_id")),
            ["job"] = new JsonObject { ["batchSize"] = 2, ["concurrentObjects"] = 1, ["concurrentBatches"] = 2 },
        },
        ["mail"] = new JsonObject { ["from"] = "erasure@example.org", ["privacyOfficer"] = "officer@example.org" },
        ["operations"] = new JsonObject { ["mostMissing"] = mostMissing },
        ["server"] = new JsonObject { ["url"] = "http://127.0.0.1:0", ["dataFolder"] = "data", ["masterKeyFile"] = "master.key" },
    };

    /// <summary>A data mapper.</summary>
    public static JsonObject Mapper(string id, string format, string column) => new()
    {
        ["id"] = id,
        ["prefix"] = id,
        ["format"] = format,
        ["identifiers"] = new JsonObject { ["user_id"] = new JsonArray(column) },
    };

    private static JsonObject Domain(string name, JsonObject connector) => new()
    {
        ["name"] = name,
        ["admin"] = $"{name}-admin@example.org",
        ["connector"] = connector,
        ["polling"] = connector["mappers"] is null ? new JsonObject { ["interval"] = "P1D", ["backoff"] = 1, ["maxInterval"] = "P1D" } : new JsonObject(),
    };

    // Tried again by durable timers only: a wait within a call would need the clock to move under it.
    private static JsonObject Http(string url) => new() { ["type"] = "http", ["url"] = url, ["retry"] = new JsonObject { ["attempts"] = 1 } };
}
