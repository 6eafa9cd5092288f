using Erasure.Core;
using Erasure.Core.Configuration;
using Erasure.Core.Decisions;
using Erasure.Core.Deletion.Connector;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Http;
using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Erasures.Orchestration;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Mail;
using Erasure.Core.Objects;
using Erasure.Core.Reconciliation;
using Erasure.Core.Server;
using Erasure.Core.Settings;
using Erasure.Core.Subjects;
using Erasure.Core.Tests.Erasures;
using Erasure.Core.Vault;
using Erasure.Embedded.Objects;
using Erasure.Tests.Shared.Upgrades;
using ErasureFunctions.Tests.Hubs;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace ErasureFunctions.Tests.Upgrades;

/// <summary>The product on a task hub in Azure's storage, with a lake, stub domains and a mailbox, all of it in one folder.</summary>
internal sealed class HubWorld : IAsyncDisposable
{
    public const string Hub = "upgrade";
    public const int Objects = 6;

    private static readonly byte[] MasterKey = [.. Enumerable.Range(1, LocalMasterKey.Length).Select(i => (byte)(i * 7))];

    private readonly StorageHost host;

    private HubWorld(StorageHost host, Mailbox mail)
    {
        this.host = host;
        Mail = mail;
    }

    public Mailbox Mail { get; }

    public IErasureService Erasures => host.Services.GetRequiredService<IErasureService>();

    /// <summary>Opens the folder's records and lake, on the hub that is in the storage.</summary>
    public static async Task<HubWorld> StartAsync(string folder, TaskHub hub, StubDomains domains, Func<string, Task>? beforeReplace = null)
    {
        Mailbox mail = new();
        ErasureConfiguration configuration = Configuration(domains.Url, Directory.CreateDirectory(Path.Combine(folder, "lake")).FullName);
        StorageHost started = await StorageHost.StartAsync(folder, hub, new DurableTaskRegistry().AddErasures(), services =>
        {
            services.AddSingleton<IMasterKey>(_ => new LocalMasterKey(MasterKey));
            services.AddSingleton<IMailTransport>(mail);
            services.AddSingleton(HostEnvironment.Read());
            services.AddSingleton(Connectors.Create);
            services.AddSingleton<IObjectStore>(new ObjectStoreSpy(new FolderObjectStore(configuration.Lake!.Folder!)) { BeforeReplace = beforeReplace ?? (_ => Task.CompletedTask) });
            services.AddErasureCore(configuration);
        });
        return new HubWorld(started, mail);
    }

    public static string UserOf(string story) => $"u-{story}-canary-7f3a9c51e2d8";

    public static string MailOf(string story) => $"{story}-canary-4b1d@example.org";

    /// <summary>Does what the app's timers do.</summary>
    public Task LookAfterAsync() => host.Services.GetRequiredService<IReconciler>().RunOnceAsync(CancellationToken.None);

    /// <returns>The erasure's id.</returns>
    public async Task<string> FileAsync(string story, params string[] domains)
    {
        IntakeRequest request = new()
        {
            Subject = new Sealed<Subject>(new Subject(new Dictionary<string, string> { ["user_id"] = UserOf(story) })),
            RequesterEmail = new Sealed<string>(MailOf(story)),
            Reference = story,
            Domains = domains,
        };
        return Assert.IsType<IntakeResult.Accepted>(await Erasures.ReceiveAsync(request, CancellationToken.None)).Erasure.Id;
    }

    /// <summary>Waits until it is so with an erasure.</summary>
    public async Task UntilAsync(string id, Predicate<ErasureView> isSo)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(2));
        while (!isSo((await Erasures.GetAsync(id, CancellationToken.None))!))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>Waits until nothing of an erasure is owed any more. What its deadline, a month after the hub was saved, has failed meanwhile is retried.</summary>
    public async Task UntilEndedAsync(string id)
    {
        while (true)
        {
            await UntilAsync(id, view => view.Erasure.IdentifiersDestroyedAt is not null || view.Domains.Any(IsLate));
            ErasureView view = (await Erasures.GetAsync(id, CancellationToken.None))!;
            if (view.Domains.FirstOrDefault(IsLate) is not { } late)
            {
                return;
            }

            await Erasures.RetryAsync(id, late.Domain, new HumanDecision("Kim Doe", "still to be done"), CancellationToken.None);
            await UntilAsync(id, view => !view.Domains.Contains(late));
        }
    }

    /// <summary>All histories, as JSON, by instance.</summary>
    public Task<IReadOnlyDictionary<string, string>> HistoriesAsync() => host.HistoriesAsync("");

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private static bool IsLate(DomainProgress progress) => progress is { State: DomainState.Failed, Outcome: Outcome.Failed { Code: DomainFailures.Deadline } };

    private static ErasureConfiguration Configuration(string domains, string lake) => new()
    {
        Domains = [Domain("crm", Http(domains)), Domain("orders", Http(domains)), Domain("archive", Http(domains)), Domain("slow", Http(domains)), Domain("lake", _ => new LakeConnectorConfiguration())],
        Lake = new LakeConfiguration { Folder = lake, Mappers = [JobWorld.Mapper("clicks", DataFormat.Csv, columns: "user_id")], Job = new JobConfiguration { BatchSize = 2 } },
        Mail = new MailConfiguration { From = "erasure@example.org" },
        Server = new ServerConfiguration { PublicUrl = "https://erasure.example.org" },
    };

    private static DomainConfiguration Domain(string name, Func<string, ConnectorConfiguration> connector) => new()
    {
        Name = name,
        Admin = $"{name}-admin@example.org",
        Connector = connector(name),
        Polling = new PollingConfiguration { Interval = TimeSpan.FromSeconds(1), Backoff = 1, MaxInterval = TimeSpan.FromSeconds(1) },
    };

    private static Func<string, ConnectorConfiguration> Http(string url) =>
        name => new HttpConnectorConfiguration { Url = $"{url}/{name}", Retry = new HttpRetryConfiguration { Attempts = 1 } };
}
