using Erasure.Core.Configuration;
using Erasure.Core.Deletion;
using Erasure.Core.Deletion.Connector;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Embedded.Objects;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Erasures;

/// <summary>A lake job's end is told to the domains that wait for it. Polls are an hour apart here, so that nobody confuses the two.</summary>
public sealed class JobEndTests : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromHours(1);

    private readonly TempFolder folder = new();
    private ErasureHost? host;
    private Func<Task> beforeReplace = () => Task.CompletedTask;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_person_is_off_as_soon_as_the_job_is_over()
    {
        await using ErasureHost lake = await StartAsync();

        string id = await lake.RunAsync("u-1");

        Assert.Equal(lake.Start, lake.Time.GetUtcNow());
        Assert.Equal(ErasureState.Completed, (await lake.ViewAsync(id)).Erasure.State);
        Assert.Equal((new Outcome.Erased(1) { Objects = 1 }, 1L), await SaidAsync(lake, id));
        Assert.Null(await lake.Engine.Services.GetRequiredService<JobStore>().NextWaitingAsync(await JobAsync(lake), default));
    }

    [Fact]
    public async Task Everybody_whom_a_job_carried_is_told_and_asks_once()
    {
        await using ErasureHost lake = await StartAsync(new JobConfiguration { Gather = TimeSpan.FromMinutes(10) });
        List<string> ids = [];
        for (int i = 0; i < 3; i++)
        {
            ids.Add(await lake.RunAsync($"u-{i}"));
        }

        await lake.RunForAsync(TimeSpan.FromMinutes(11));
        await lake.Reconciler.StartJobsAsync(default);
        await lake.Engine.Engine.WhenIdleAsync();

        foreach (string id in ids)
        {
            Assert.Equal(ErasureState.Completed, (await lake.ViewAsync(id)).Erasure.State);
            Assert.Equal(1, (await SaidAsync(lake, id)).Checks);
        }
    }

    [Fact]
    public async Task Who_is_not_told_asks_when_the_poll_is_due()
    {
        await using ErasureHost lake = await StartAsync();
        beforeReplace = async () => await lake.Engine.Services.GetRequiredService<JobStore>().ForgetWaitingAsync(await JobAsync(lake), 0, default);
        string id = await lake.RunAsync("u-1");
        Assert.Equal(DomainState.Submitted, (await lake.DomainAsync(id, "lake")).State);

        await lake.RunForAsync(Poll - TimeSpan.FromMinutes(1));
        Assert.Equal(ErasureState.Running, (await lake.ViewAsync(id)).Erasure.State);
        await lake.RunForAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(ErasureState.Completed, (await lake.ViewAsync(id)).Erasure.State);
        Assert.Equal((new Outcome.Erased(1) { Objects = 1 }, 1L), await SaidAsync(lake, id));
    }

    [Fact]
    public async Task A_job_that_is_ended_by_force_is_told_too()
    {
        await using ErasureHost lake = await StartAsync();
        beforeReplace = () => throw new IOException();
        string id = await lake.RunAsync("u-1");
        Assert.Equal(DomainState.Submitted, (await lake.DomainAsync(id, "lake")).State);

        await lake.Engine.Client.TryTerminateAsync(await JobAsync(lake), "by hand", default);
        await lake.Reconciler.StartJobsAsync(default);
        await lake.Engine.Engine.WhenIdleAsync();

        DomainProgress told = await lake.DomainAsync(id, "lake");
        Assert.Equal((DomainState.Failed, new Outcome.Failed(JobCodes.Failed, Retryable: false)), (told.State, told.Outcome));
    }

    [Fact]
    public async Task A_host_that_stops_before_everybody_is_told_tells_them_when_it_is_back()
    {
        await using ErasureHost lake = await StartAsync();
        string id = await lake.RunAsync("u-1");
        string job = await JobAsync(lake);
        string other = await PendingAsync(lake, "u-2");
        await lake.Engine.Services.GetRequiredService<JobStore>().SetWaitingAsync(job, new WaitingInstances(7, [$"{id}:lake", "nobody:lake", $"{other}:orders"]), default);

        // As a job's end does once more whose process died before it could say that it was done.
        await lake.Engine.Services.GetRequiredService<DeletionJobStarter>().TellAsync(job, default);
        await lake.RestartAsync(Lake);
        await lake.Engine.Engine.WhenIdleAsync();

        Assert.Equal((ErasureState.Completed, ErasureState.Completed), ((await lake.ViewAsync(id)).Erasure.State, (await lake.ViewAsync(other)).Erasure.State));
    }

    [Fact]
    public async Task Told_twice_is_told_once()
    {
        await using ErasureHost scripted = await ErasureHost.StartAsync(Configuration(new JobConfiguration()));
        string id = await PendingAsync(scripted, "u-1");
        scripted.Domains["orders"].OnCheck = _ => new Outcome.Pending();

        await TellAsync(scripted, id, times: 3);
        int checks = scripted.Domains["orders"].Checks;
        Assert.InRange(checks, 1, 3);
        scripted.Domains["orders"].OnCheck = _ => new Outcome.Erased(1);
        await TellAsync(scripted, id, times: 3);
        await TellAsync(scripted, id, times: 3);

        Assert.Equal((1, checks + 1), (scripted.Domains["orders"].Submissions, scripted.Domains["orders"].Checks));
        Assert.Equal(ErasureState.Completed, (await scripted.ViewAsync(id)).Erasure.State);
        Assert.Single(await scripted.LedgerAsync(id), happening => happening == "orders/domain-erased");
    }

    public static TheoryData<string> OtherStates() => ["waiting", "withheld", "failed"];

    [Theory]
    [MemberData(nameof(OtherStates))]
    public async Task A_domain_that_waits_for_something_else_does_not_listen(string state)
    {
        await using ErasureHost scripted = await ErasureHost.StartAsync(Configuration(new JobConfiguration()));
        scripted.Domains["orders"].OnSubmit = _ => state switch
        {
            "waiting" => new Outcome.Failed("http-503", Retryable: true),
            "withheld" => new Outcome.Withheld("tax law", scripted.Start.AddDays(400)),
            _ => new Outcome.Failed("http-400", Retryable: false),
        };
        ErasureRecord erasure = await scripted.ReceiveAsync(ErasureHost.Request("u-1", domains: "orders"));
        await scripted.Engine.Engine.WhenIdleAsync();

        await TellAsync(scripted, erasure.Id, times: 2);

        Assert.Equal((1, 0), (scripted.Domains["orders"].Submissions, scripted.Domains["orders"].Checks));
        Assert.Equal(state, (await scripted.DomainAsync(erasure.Id, "orders")).State.ToString(), ignoreCase: true);
    }

    /// <summary>The erasure's only domain works on it.</summary>
    private static async Task<string> PendingAsync(ErasureHost scripted, string user)
    {
        scripted.Domains["orders"].OnSubmit = _ => new Outcome.Pending();
        scripted.Domains["orders"].OnCheck = _ => new Outcome.Erased(1);
        ErasureRecord erasure = await scripted.ReceiveAsync(ErasureHost.Request(user, domains: "orders"));
        await scripted.Engine.Engine.WhenIdleAsync();
        return erasure.Id;
    }

    private static async Task TellAsync(ErasureHost scripted, string id, int times)
    {
        await Task.WhenAll(Enumerable.Range(0, times).Select(_ => scripted.Engine.Client.TryRaiseEventAsync($"{id}:orders", DomainCommand.EventName, new DomainCommand.Ask(), default)));
        await scripted.Engine.Engine.WhenIdleAsync();
    }

    private static async Task<(Outcome? Outcome, long Checks)> SaidAsync(ErasureHost lake, string id) =>
        await lake.DomainAsync(id, "lake") is var domain ? (domain.Outcome, domain.Checks) : default;

    private static async Task<string> JobAsync(ErasureHost lake) =>
        (await lake.Engine.Services.GetRequiredService<JobStore>().NewestFirstAsync(null, default).FirstAsync()).Id;

    private async Task<ErasureHost> StartAsync(JobConfiguration? job = null)
    {
        for (int i = 0; i < 3; i++)
        {
            JobWorld.Write(folder.Path, $"clicks/{i}.jsonl", $$"""{"by":"u-{{i}}"}""" + "\n{}\n");
        }

        return host = await ErasureHost.StartAsync(Configuration(job ?? new JobConfiguration()), Lake);
    }

    private ErasureConfiguration Configuration(JobConfiguration job)
    {
        ErasureConfiguration configuration = ErasureHost.Configure("lake", "orders");
        return configuration with
        {
            Domains = [.. configuration.Domains.Select(domain => domain with { Polling = new PollingConfiguration { Interval = Poll } })],
            Lake = JobWorld.Configuration(folder.Path, job, JobWorld.Mapper("clicks", DataFormat.Json, columns: "by")).Lake,
        };
    }

    private void Lake(IServiceCollection services)
    {
        services.AddSingleton<IObjectStore>(_ => new ObjectStoreSpy(new FolderObjectStore(Directory.CreateDirectory(Path.Combine(folder.Path, "lake")).FullName)) { BeforeReplace = _ => beforeReplace() });
        services.AddSingleton<IConnectors>(provider => new LakeAndScripted(provider, () => host!.Domains));
    }

    private sealed class LakeAndScripted(IServiceProvider services, Func<IConnectors> scripted) : IConnectors
    {
        public IConnector For(string domain) => domain == "lake" ? new LakeConnector(null, services.GetRequiredService<ErasureMatches>()) : scripted().For(domain);
    }
}
