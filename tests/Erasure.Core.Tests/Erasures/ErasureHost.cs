using System.Text.Json.Nodes;
using Erasure.Core.Configuration;
using Erasure.Core.Decisions;
using Erasure.Core.Deletion.Connector;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Ending;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Erasures.Orchestration;
using Erasure.Core.Mail;
using Erasure.Core.Reconciliation;
using Erasure.Core.Records;
using Erasure.Core.Server;
using Erasure.Core.Subjects;
using Erasure.Core.Vault;
using Erasure.Embedded.Sqlite;
using Erasure.Tests.Shared;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Tests.Erasures;

/// <summary>The whole of Core on the embedded engine, with a clock moved by hand, scripted domains and a mailbox.</summary>
internal sealed class ErasureHost : IAsyncDisposable
{
    public const string Requester = "requester.canary-4e1b7c@example.org";

    private readonly TempFolder folder = new();
    private readonly byte[] masterKey = [.. Enumerable.Range(1, LocalMasterKey.Length).Select(i => (byte)(i * 7))];
    private EngineHost? engine;
    private WatchedRecords? records;
    private int jumps;

    private ErasureHost(ErasureConfiguration configuration)
    {
        Configuration = configuration;
        Start = Time.GetUtcNow();
    }

    public DateTimeOffset Start { get; }

    public ErasureConfiguration Configuration { get; }

    public ManualTimeProvider Time { get; } = new();

    public ScriptedConnectors Domains { get; } = new();

    public Mailbox Mail { get; } = new();

    public LogCapture Logs { get; } = new();

    public WatchedRecords Records => (WatchedRecords)Engine.Services.GetRequiredService<IRecordStore>();

    public string Folder => folder.Path;

    public EngineHost Engine => engine!;

    public IErasureService Erasures => Engine.Services.GetRequiredService<IErasureService>();

    public IReconciler Reconciler => Engine.Services.GetRequiredService<IReconciler>();

    public static ErasureConfiguration Configure(params string[] domains) => new()
    {
        Domains =
        [
            .. domains.Select(name => new DomainConfiguration
            {
                Name = name,
                Admin = $"{name}-admin@example.org",
                Connector = new LakeConnectorConfiguration(),
            }),
        ],
        Mail = new MailConfiguration { From = "erasure@example.org", PrivacyOfficer = "officer@example.org" },
        Server = new ServerConfiguration { PublicUrl = "https://erasure.example.org" },
    };

    public static async Task<ErasureHost> StartAsync(ErasureConfiguration configuration, Action<IServiceCollection>? configure = null)
    {
        ErasureHost host = new(configuration);
        await host.StartEngineAsync(configure);
        return host;
    }

    public static Task<ErasureHost> StartAsync(params string[] domains) => StartAsync(Configure(domains));

    public static IntakeRequest Request(string userId, string? requester = Requester, params string[] domains) => new()
    {
        Subject = new Sealed<Subject>(new Subject(new Dictionary<string, string> { ["user_id"] = userId })),
        RequesterEmail = requester is null ? null : new Sealed<string>(requester),
        Domains = domains.Length == 0 ? null : domains,
    };

    public static HumanDecision Decision(string note = "looked into it") => new("Ada Admin", note);

    public async Task<ErasureRecord> ReceiveAsync(IntakeRequest request)
    {
        IntakeResult result = await Erasures.ReceiveAsync(request, default);
        return Assert.IsType<IntakeResult.Accepted>(result).Erasure;
    }

    /// <summary>Receives a request and lets everything happen that happens without the clock.</summary>
    public async Task<string> RunAsync(string userId = "user-7f3a9c51e2d84b06")
    {
        ErasureRecord erasure = await ReceiveAsync(Request(userId));
        await Engine.Engine.WhenIdleAsync();
        return erasure.Id;
    }

    public async Task<ErasureView> ViewAsync(string id) => Assert.IsType<ErasureView>(await Erasures.GetAsync(id, default));

    public async Task<ErasureReport> ReportAsync(string id) => Assert.IsType<ErasureReport>(await Erasures.GetReportAsync(id, default));

    public async Task<DomainProgress> DomainAsync(string id, string domain) => (await ViewAsync(id)).Domains.Single(d => d.Domain == domain);

    /// <summary>The ledger as <c>domain/event</c>, oldest first.</summary>
    public async Task<string[]> LedgerAsync(string id) =>
        [.. (await ViewAsync(id)).Timeline.Select(entry => entry.Domain is null ? entry.Event : $"{entry.Domain}/{entry.Event}")];

    /// <summary>Sends a command and lets it have its effects.</summary>
    public async Task<CommandResult> CommandAsync(Func<IErasureService, Task<CommandResult>> command)
    {
        CommandResult result = await command(Erasures);
        await Engine.Engine.WhenIdleAsync();
        return result;
    }

    /// <summary>Most events that any instance's history has had.</summary>
    public long LargestHistory { get; private set; }

    /// <summary>Lets everything happen that is due within the span, each at its own time.</summary>
    public async Task RunForAsync(TimeSpan span)
    {
        DateTimeOffset end = Time.GetUtcNow() + span;
        await Engine.Engine.WhenIdleAsync();
        while (await Engine.Engine.NextTimerDueAsync() is { } due && due <= end)
        {
            Time.AdvanceTo(due);
            await Engine.Engine.WhenIdleAsync();

            // Looking seldom and out of step with the turns of an execution sees its largest sooner or later.
            if (++jumps % 7 == 0)
            {
                LargestHistory = Math.Max(LargestHistory, Engine.LargestHistory());
            }
        }

        Time.AdvanceTo(end);
        await Engine.Engine.WhenIdleAsync();
    }

    /// <summary>Lets everything happen that is due until a day after the start, counted from zero.</summary>
    public Task RunToDayAsync(double day) => RunForAsync(Start + TimeSpan.FromDays(day) - Time.GetUtcNow());

    public async Task<JsonNode> StatusAsync(string id)
    {
        OrchestrationMetadata? instance = await Engine.Client.FindAsync(id, default);
        return JsonNode.Parse(Assert.IsType<OrchestrationMetadata>(instance).SerializedCustomStatus!)!;
    }

    /// <summary>Stops the host, or drops it as it is, and starts another on the same files.</summary>
    public async Task RestartAsync(Action<IServiceCollection>? configure = null, bool isKilled = false)
    {
        await (isKilled ? Engine.KillAsync() : Engine.DisposeAsync());
        await StartEngineAsync(configure);
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        folder.Dispose();
    }

    private async Task StartEngineAsync(Action<IServiceCollection>? configure) => engine = await EngineHost.StartAsync(
        folder.Path,
        new DurableTaskRegistry().AddErasures(),
        Time,
        configure: services =>
        {
            services.AddSingleton<ILoggerFactory>(Logs);
            services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
            services.AddSingleton<IConnectors>(Domains);
            services.AddSingleton<IRecordStore>(provider => records = new WatchedRecords(provider.GetRequiredService<SqliteRecordStore>(), records));
            services.AddSingleton<IMailTransport>(Mail);
            services.AddSingleton<IMasterKey>(_ => new LocalMasterKey(masterKey));
            services.AddErasureCore(Configuration);
            configure?.Invoke(services);
        });
}
