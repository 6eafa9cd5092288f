using System.Globalization;
using Erasure.Core.Configuration;
using Erasure.Core.Deletion;
using Erasure.Core.Deletion.Connector;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Calls;
using Erasure.Core.Domains.Http;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Lake;
using Erasure.Core.Objects;
using Erasure.Core.Subjects;
using Erasure.Core.Tests.Domains;
using Erasure.Core.Tests.Erasures;
using Erasure.Embedded.Objects;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.ErasedMeansErased;

/// <summary>A whole installation with a lake and a domain in which everything goes wrong now and then, and people whose rows are counted where they lie.</summary>
internal sealed class FaultyWorld : IAsyncDisposable
{
    private const string Lake = "lake", Crm = "crm";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ImpatientTime calls = new(Patience);
    private readonly Chances chances;
    private readonly FaultyLake lake;
    private readonly FaultyStore store;
    private readonly FaultyDomain domain;
    private readonly DomainServer server;
    private readonly Dictionary<string, string> people = new(StringComparer.Ordinal);
    private readonly HashSet<string> askedAgain = new(StringComparer.Ordinal);

    // What people were told by erasures that had ended when they asked again.
    private readonly Dictionary<string, int> toldBefore = new(StringComparer.Ordinal);
    private readonly int seed;
    private readonly RowLedger ledger = new();

    private FaultyWorld(int seed, DomainServer server)
    {
        this.seed = seed;
        this.server = server;
        chances = new Chances(seed);
        lake = new FaultyLake(chances);
        domain = new FaultyDomain(chances, calls.EndLongWaits);
        server.Answers.Enqueue(domain.AnswerAsync);
        store = new FaultyStore(new FolderObjectStore(Directory.CreateDirectory(lake.Root).FullName), chances);
    }

    public ErasureHost Host { get; private set; } = null!;

    /// <summary>What was answered and lost, for the test's output.</summary>
    public string Tally => $"{string.Join(", ", domain.Answers.OrderBy(answer => answer.Key, StringComparer.Ordinal).Select(answer => $"{answer.Value} {answer.Key}"))}, {Vanished} instances of erasures and {JobsVanished} of jobs vanished, {askedAgain.Count} asked again{lake}";

    public int Vanished { get; private set; }

    public int JobsVanished { get; private set; }

    public static async Task<FaultyWorld> StartAsync(int seed, int size)
    {
        FaultyWorld world = new(seed, await DomainServer.StartAsync());
        world.Fill(size);
        world.ledger.Begin(world.lake.Read(), Enumerable.Range(0, size).Select(world.PersonOf));
        world.Host = await ErasureHost.StartAsync(world.Configure(), world.Add);

        // As at every host's start: of a folder that goes before anybody has looked, nobody can know.
        await world.Host.Engine.Services.GetRequiredService<ILakeWatch>().LookAsync(default);
        return world;
    }

    /// <summary>One turn of the world: somebody asks to be erased, something is lost, a human tries again, hours pass.</summary>
    public async Task TurnAsync(IReadOnlyList<string> waiting)
    {
        store.Faults = chances.Among([0, 1, 3, 10]);
        ledger.Remove(lake.MoveParts());
        string? hidden = lake.Hide();
        foreach (string person in waiting)
        {
            ErasureRecord erasure = await Host.ReceiveAsync(new IntakeRequest
            {
                Subject = new Sealed<Subject>(new Subject(new Dictionary<string, string> { ["user_id"] = person })),
                RequesterEmail = new Sealed<string>(AddressOf(person)),
            });
            people.Add(erasure.Id, person);
        }

        await Host.RunForAsync(TimeSpan.FromMinutes(chances.Of(50) ? 60 + chances.Next(12) : chances.Next(600)));
        await LoseAsync();
        await LoseOfJobAsync();
        await AskAgainAsync();
        hidden ??= lake.Hide();
        await Host.RunForAsync(TimeSpan.FromMinutes(chances.Next(600)));
        lake.Show(hidden);
        if (chances.Of(30))
        {
            lake.Mend();
        }

        await RetryAsync();
        await Host.Reconciler.RunOnceAsync(default);
        await Host.Engine.Engine.WhenIdleAsync();
    }

    /// <summary>Everything works, and humans try again what failed.</summary>
    public async Task SettleAsync()
    {
        store.Faults = 0;
        domain.IsWell = true;
        lake.Mend();
        lake.BringBack();
        for (int round = 0; round < 20 && await OpenAsync() > 0; round++)
        {
            await Host.RunForAsync(TimeSpan.FromHours(12));
            await Host.Reconciler.RunOnceAsync(default);
            await RetryAsync();
        }
    }

    /// <summary>How many erasures are open.</summary>
    public async Task<int> OpenAsync()
    {
        int open = 0;
        foreach (string id in people.Keys)
        {
            open += (await Host.ViewAsync(id)).Erasure.State.IsOver() ? 0 : 1;
        }

        return open;
    }

    /// <summary>What is wrong now: somebody who is called erased and isn't, or whose rows are left and nobody owes it.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync()
    {
        List<string> faults = [];
        string rows = lake.Read();
        foreach ((string id, string person) in people)
        {
            ErasureView view = await Host.ViewAsync(id);
            Dictionary<string, bool> holds = new() { [Lake] = rows.Contains(person, StringComparison.Ordinal), [Crm] = domain.Rows.ContainsKey(person) };

            // Of who asked again a domain may not have been asked again yet.
            foreach (DomainProgress progress in view.Domains.Where(progress => progress.State is DomainState.Erased or DomainState.NothingFound && holds[progress.Domain] && !askedAgain.Contains(person)))
            {
                faults.Add($"{person} ({id}): {progress.Domain} is {progress.State} and holds rows");
            }

            if (ledger.FaultOf(person, view.Domains.FirstOrDefault(progress => progress.Domain == Lake), view.Erasure.State.IsOver()) is { } miscounted)
            {
                faults.Add($"{person} ({id}): {miscounted}");
            }

            string[] told = [.. Told(person).Skip(toldBefore.GetValueOrDefault(person))];
            bool isLeft = holds.ContainsValue(true);
            if (isLeft && (view.Erasure.State.IsOver() || told.Length > 0))
            {
                faults.Add($"{person} ({id}): rows are left, the erasure is {view.Erasure.State}, told: {string.Join(", ", told)}");
            }

            if (isLeft && !await IsKnownAsync(id))
            {
                faults.Add($"{person} ({id}): rows are left, and nobody knows any more whose they are");
            }

            if (!view.Erasure.State.IsOver() && told.Length > 0)
            {
                faults.Add($"{person} ({id}): is told {string.Join(", ", told)} while the erasure is {view.Erasure.State}");
            }
        }

        return faults;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await server.DisposeAsync();
        lake.Dispose();
    }

    /// <summary>Name of a person, as no other's begins.</summary>
    public string PersonOf(int number) => string.Create(CultureInfo.InvariantCulture, $"user-{seed:D5}-{number:D4}-x");

    private IEnumerable<string> Told(string person) => Host.Mail.SubjectsTo(AddressOf(person)).Where(subject => subject is not ("We have received your request to erase your data" or "Some of your data are kept back for now"));

    private static string AddressOf(string person) => $"mail-{person[5..15].Replace('-', '.')}@example.org";

    private ErasureConfiguration Configure()
    {
        ErasureConfiguration configuration = ErasureHost.Configure(Lake, Crm);
        HttpConnectorConfiguration http = new()
        {
            Url = server.Url,
            Timeout = Patience,
            Submit = new HttpCallConfiguration { Method = "POST", Path = "/people/{user_id}", Body = true },
            Check = new HttpCallConfiguration { Method = "GET", Path = "/people/{user_id}" },
            Retry = new HttpRetryConfiguration { Attempts = 2 },
        };
        return configuration with
        {
            Operations = configuration.Operations with { MostMissing = 100 },
            Domains = [.. configuration.Domains.Select(known => known.Name == Crm ? known with { Connector = http } : known)],
            Lake = new LakeConfiguration
            {
                Folder = lake.Root,
                Job = new JobConfiguration { Gather = TimeSpan.FromHours(1) },
                Mappers = FaultyLake.Mappers,
            },
        };
    }

    private void Add(IServiceCollection services) => services
        .AddSingleton<IObjectStore>(store)
        .AddSingleton<IConnectors>(provider => new ConfiguredConnectors(
            provider.GetRequiredService<IReadOnlyList<DomainConfiguration>>(),
            known => known.Connector is HttpConnectorConfiguration http
                ? new HttpConnector(http, _ => null, provider.GetRequiredService<DomainCalls>(), calls)
                : new LakeConnector(null, provider.GetRequiredService<ErasureMatches>())));

    private void Fill(int size)
    {
        string[] persons = [.. Enumerable.Range(0, size).Select(PersonOf)];
        foreach (string person in persons.Where(_ => chances.Of(80)))
        {
            domain.Rows[person] = true;
        }

        lake.Fill(persons);
    }

    /// <summary>Loses instances that worked for an erasure; they weren't asked to end.</summary>
    private async Task LoseAsync()
    {
        await Host.Engine.Engine.WhenIdleAsync();
        for (int losses = chances.Next(4); losses > 0 && people.Count > 0; losses--)
        {
            string id = chances.Among([.. people.Keys]);
            string instance = chances.Next(3) switch { 0 => id, 1 => $"{id}:{Lake}", _ => $"{id}:{Crm}" };
            Vanished += Host.Engine.Vanish(instance) ? 1 : 0;
        }
    }

    /// <summary>Loses the workflow of the job that runs, or a child of it.</summary>
    private async Task LoseOfJobAsync()
    {
        if ((await Host.Engine.Services.GetRequiredService<IDeletionJobs>().ListAsync(1, null, default)).Items is [{ EndedAt: null } job]
            && await Host.Engine.Client.FindAsync(job.Id, default) is { } running)
        {
            foreach (string instance in JobStatus.ChildrenOf(running).Append(job.Id).Where(_ => chances.Of(50)).ToArray())
            {
                JobsVanished += Host.Engine.Vanish(instance) ? 1 : 0;
            }
        }
    }

    /// <summary>Of somebody who has asked more is written, and he asks again.</summary>
    private async Task AskAgainAsync()
    {
        if (people.Count == 0 || !chances.Of(50) || !lake.HasRoom)
        {
            return;
        }

        string person = chances.Among([.. people.Values]);
        ledger.Add(person);
        lake.AddRow(person);
        domain.Rows[person] = true;
        askedAgain.Add(person);
        ErasureRecord erasure = await Host.ReceiveAsync(new IntakeRequest
        {
            Subject = new Sealed<Subject>(new Subject(new Dictionary<string, string> { ["user_id"] = person })),
            RequesterEmail = new Sealed<string>(AddressOf(person)),
        });
        foreach (string ended in people.Where(known => known.Value == person && known.Key != erasure.Id).Select(known => known.Key).ToList())
        {
            people.Remove(ended);
            toldBefore[person] = Told(person).Count();
            ledger.Begin(lake.Read(), [person]);
        }

        people[erasure.Id] = person;
    }

    private async Task RetryAsync()
    {
        // Of what was removed for good somebody says so, once it is missed.
        IObjectFailures failures = Host.Engine.Services.GetRequiredService<IObjectFailures>();
        await foreach (ObjectFailure failure in failures.ListAsync(null, default).Where(failure => failure.Object == $"{lake.Removed}/" && (domain.IsWell || chances.Of(50))))
        {
            await failures.AcceptAsync(failure.Id, new Acceptance(ErasureHost.Decision(), AcceptanceMeaning.HoldsNobody), default);
        }

        foreach (string id in people.Keys)
        {
            ErasureView view = await Host.ViewAsync(id);
            foreach (DomainProgress progress in view.Domains.Where(progress => progress.State is DomainState.Failed or DomainState.Withheld && (domain.IsWell || chances.Of(50))))
            {
                await Host.CommandAsync(erasures => erasures.RetryAsync(id, progress.Domain, ErasureHost.Decision(), default));
            }
        }
    }

    private async Task<bool> IsKnownAsync(string id)
    {
        Sealed<Subject>? subject = await Host.Erasures.RevealSubjectAsync(id, Lake, ErasureHost.Decision(), default);
        return subject is not null;
    }
}
