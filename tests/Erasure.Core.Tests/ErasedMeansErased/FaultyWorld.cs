using System.Globalization;
using System.IO.Compression;
using System.Text;
using Erasure.Core.Configuration;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Calls;
using Erasure.Core.Domains.Http;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Failures;
using Erasure.Core.Jobs;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Core.Queue;
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
    private const string Broken = "malformed/broken.csv";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly string[] Parts = ["csvs/sub", "jsons/0", "jsons/1"];
    private static readonly string[] Folders = ["csvs", "jsons", "packed", "malformed", .. Parts];

    private readonly TempFolder folder = new();
    private readonly ImpatientTime calls = new(Patience);
    private readonly Chances chances;
    private readonly FaultyStore store;
    private readonly FaultyDomain domain;
    private readonly DomainServer server;
    private readonly Dictionary<string, string> people = new(StringComparer.Ordinal);
    private readonly HashSet<string> askedAgain = new(StringComparer.Ordinal);

    // What people were told by erasures that had ended when they asked again.
    private readonly Dictionary<string, int> toldBefore = new(StringComparer.Ordinal);
    private readonly int seed;
    private readonly RowLedger rows = new();

    // A folder that is away for some turns, and one that was removed for good.
    private string? away, removed;

    private FaultyWorld(int seed, DomainServer server)
    {
        this.seed = seed;
        this.server = server;
        chances = new Chances(seed);
        domain = new FaultyDomain(chances, calls.EndLongWaits);
        server.Answers.Enqueue(domain.AnswerAsync);
        store = new FaultyStore(new FolderObjectStore(Directory.CreateDirectory(Root).FullName), chances);
    }

    public ErasureHost Host { get; private set; } = null!;

    /// <summary>What was answered and lost, for the test's output.</summary>
    public string Tally => $"{string.Join(", ", domain.Answers.OrderBy(answer => answer.Key, StringComparer.Ordinal).Select(answer => $"{answer.Value} {answer.Key}"))}, {Vanished} instances of erasures and {JobsVanished} of jobs vanished, {askedAgain.Count} asked again{(removed is null ? "" : $", {removed} was removed")}{(away is null ? "" : $", {away} is away")}";

    public int Vanished { get; private set; }

    public int JobsVanished { get; private set; }

    private string Root => folder["lake"];

    public static async Task<FaultyWorld> StartAsync(int seed, int size)
    {
        FaultyWorld world = new(seed, await DomainServer.StartAsync());
        world.Fill(size);
        world.rows.Begin(world.ReadLake(), Enumerable.Range(0, size).Select(world.PersonOf));
        world.Host = await ErasureHost.StartAsync(world.Configure(), world.Add);

        // As at every host's start: of a folder that goes before anybody has looked, nobody can know.
        await world.Host.Engine.Services.GetRequiredService<LakeWatch>().LookAsync(default);
        return world;
    }

    /// <summary>One turn of the world: somebody asks to be erased, something is lost, a human tries again, hours pass.</summary>
    public async Task TurnAsync(IReadOnlyList<string> waiting)
    {
        store.Faults = chances.Among([0, 1, 3, 10]);
        MoveParts();
        string? hidden = Hide();
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
        hidden ??= Hide();
        await Host.RunForAsync(TimeSpan.FromMinutes(chances.Next(600)));
        Show(hidden);
        if (chances.Of(30))
        {
            Mend();
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
        Mend();
        BringBack();
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
        string lake = ReadLake();
        foreach ((string id, string person) in people)
        {
            ErasureView view = await Host.ViewAsync(id);
            Dictionary<string, bool> holds = new() { [Lake] = lake.Contains(person, StringComparison.Ordinal), [Crm] = domain.Rows.ContainsKey(person) };

            // Of who asked again a domain may not have been asked again yet.
            foreach (DomainProgress progress in view.Domains.Where(progress => progress.State is DomainState.Erased or DomainState.NothingFound && holds[progress.Domain] && !askedAgain.Contains(person)))
            {
                faults.Add($"{person} ({id}): {progress.Domain} is {progress.State} and holds rows");
            }

            if (rows.FaultOf(person, view.Domains.FirstOrDefault(progress => progress.Domain == Lake)) is { } miscounted)
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
        folder.Dispose();
    }

    /// <summary>Name of a person, as no other's begins.</summary>
    public string PersonOf(int number) => string.Create(CultureInfo.InvariantCulture, $"user-{seed:D5}-{number:D4}-x");

    private IEnumerable<string> Told(string person) => Host.Mail.SubjectsTo(AddressOf(person)).Where(subject => !subject.StartsWith("We have received", StringComparison.Ordinal));

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
                Folder = Root,
                Job = new JobConfiguration { Gather = TimeSpan.FromHours(1) },
                Mappers =
                [
                    JobWorld.Mapper("csvs", DataFormat.Csv, columns: "user_id"),
                    JobWorld.Mapper("jsons", DataFormat.Json, columns: "by.user"),
                    JobWorld.Mapper("packed", DataFormat.Json, columns: "user_id"),
                    JobWorld.Mapper("malformed", DataFormat.Csv, columns: "user_id"),
                ],
            },
        };
    }

    private void Add(IServiceCollection services) => services
        .AddSingleton<IObjectStore>(store)
        .AddSingleton<IConnectors>(provider => new ConfiguredConnectors(
            provider.GetRequiredService<ErasureConfiguration>(),
            known => known.Connector is HttpConnectorConfiguration http
                ? new HttpConnector(http, _ => null, provider.GetRequiredService<DomainCalls>(), calls)
                : new LakeConnector(null, provider.GetRequiredService<ErasureMatches>())));

    private void Fill(int size)
    {
        StringBuilder[] csvs = [.. Enumerable.Range(0, 2).Select(_ => new StringBuilder("id,user_id\n1,somebody\n"))];
        StringBuilder[] jsons = [.. Enumerable.Range(0, 2).Select(_ => new StringBuilder("{\"by\":{\"user\":\"somebody\"}}\n"))];
        StringBuilder packed = new("{\"user_id\":\"somebody\"}\n");
        StringBuilder malformed = new("id,user_id\n1,somebody\n");
        for (int number = 0; number < size; number++)
        {
            string person = PersonOf(number);
            if (chances.Of(80))
            {
                domain.Rows[person] = true;
            }

            for (int left = chances.Next(4); left > 0; left--)
            {
                _ = chances.Next(10) switch
                {
                    < 4 => chances.Among(csvs).Append(CultureInfo.InvariantCulture, $"{left},{person}\n"),
                    < 8 => chances.Among(jsons).Append(CultureInfo.InvariantCulture, $"{{\"by\":{{\"user\":\"{person}\"}}}}\n"),
                    8 => packed.Append(CultureInfo.InvariantCulture, $"{{\"user_id\":\"{person}\"}}\n"),
                    _ => malformed.Append(CultureInfo.InvariantCulture, $"{left},{person}\n"),
                };
            }
        }

        for (int i = 0; i < csvs.Length; i++)
        {
            JobWorld.Write(folder.Path, $"csvs/{(i == 0 ? "" : "sub/")}part-{i}.csv", csvs[i].ToString());
            JobWorld.Write(folder.Path, $"jsons/{i}/rows.json", jsons[i].ToString());
        }

        JobWorld.Write(folder.Path, "packed/rows.json.gz", packed.ToString());
        JobWorld.Write(folder.Path, Broken, malformed.Append(chances.Of(20) ? "9,\"never closed\n" : "").ToString());
    }

    // What nobody wrote properly, somebody writes again.
    private void Mend() => JobWorld.Write(folder.Path, Broken, JobWorld.Read(folder.Path, Broken).Replace("9,\"never closed\n", "", StringComparison.Ordinal));

    /// <summary>A folder goes for some turns, with or without an empty one in its place, or comes back; one is removed for good.</summary>
    private void MoveParts()
    {
        if (away is not null && chances.Of(50))
        {
            BringBack();
        }
        else if (chances.Of(30) && away is null)
        {
            away = chances.Among([.. Parts.Where(part => part != removed)]);
            Directory.Move(Path.Combine(Root, away), folder["part"]);
            if (chances.Of(50))
            {
                Directory.CreateDirectory(Path.Combine(Root, away));
            }
        }

        if (chances.Of(10) && away is null && removed is null)
        {
            removed = chances.Among(Parts);
            Directory.Delete(Path.Combine(Root, removed), recursive: true);
        }
    }

    private void BringBack()
    {
        if (away is not null)
        {
            string place = Path.Combine(Root, away);
            if (Directory.Exists(place))
            {
                Directory.Delete(place);
            }

            Directory.Move(folder["part"], place);
            away = null;
        }
    }

    /// <summary>The lake isn't mounted, or somebody moved a mapper's folder; now and then with an empty one in its place.</summary>
    private string? Hide()
    {
        if (!chances.Of(20))
        {
            return null;
        }

        string hidden = chances.Of(50) ? Root : Path.Combine(Root, chances.Among([.. Folders.Where(known => known != away && known != removed)]));
        Directory.Move(hidden, folder["away"]);
        if (chances.Of(50))
        {
            Directory.CreateDirectory(hidden);
        }

        return hidden;
    }

    private void Show(string? hidden)
    {
        if (hidden is not null)
        {
            if (Directory.Exists(hidden))
            {
                Directory.Delete(hidden, recursive: true);
            }

            Directory.Move(folder["away"], hidden);
        }
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
        if ((await Host.Engine.Services.GetRequiredService<DeletionJobs>().ListAsync(1, null, default)).Items is [{ EndedAt: null } job]
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
        string path = Path.Combine(Root, "csvs", "part-0.csv");
        if (people.Count == 0 || !chances.Of(50) || !File.Exists(path))
        {
            return;
        }

        string person = chances.Among([.. people.Values]);
        await File.AppendAllTextAsync(path, $"99,{person}\n");
        rows.Add(person);
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
        }

        people[erasure.Id] = person;
    }

    private async Task RetryAsync()
    {
        // Of what was removed for good somebody says so, once it is missed.
        ObjectFailures failures = Host.Engine.Services.GetRequiredService<ObjectFailures>();
        await foreach (ObjectFailure failure in failures.ListAsync(null, default).Where(failure => failure.Object == $"{removed}/" && (domain.IsWell || chances.Of(50))))
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

    private string ReadLake()
    {
        StringBuilder text = new();
        foreach (string path in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            using Stream file = File.OpenRead(path);
            using StreamReader reader = new(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
            text.Append(reader.ReadToEnd());
        }

        return text.ToString();
    }
}
