using Erasure.Core.Configuration;
using Erasure.Core.Deletion;
using Erasure.Core.Deletion.Connector;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Core.Tests.Erasures;
using Erasure.Embedded.Objects;
using Erasure.Embedded.Sqlite;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Crash;

/// <summary>The embedded host stops before or after each commit of an erasure and of the lake job that it waits for, in turn, and is started again: the end is the same.</summary>
/// <remarks>ERASURE_LONG_TESTS=1 leaves no commit out; without it every 16th is taken. Erasure.Host.Tests kills the whole process at commits.</remarks>
public sealed class EachCommitTests
{
    private const string Reference = "stopped";

    private static readonly int Step = LongTests.Asked ? 1 : 16;

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 9)]
    public async Task Stopped_at_any_commit_of_an_erasure_and_its_job_it_ends_the_same(bool before, int first)
    {
        string expected = await RunAsync(new StopsAt(long.MaxValue, before));
        int stopped = 0;
        for (long commit = LongTests.Asked ? 1 : first; ; commit += Step)
        {
            StopsAt stop = new(commit, before);
            Assert.Equal($"{commit}: {expected}", $"{commit}: {await RunAsync(stop)}");
            if (!stop.Stopped.IsCompleted)
            {
                break;
            }

            stopped++;
        }

        Assert.InRange(stopped * Step, 60, 400);
    }

    /// <returns>How lake, record, ledger and mails look in the end.</returns>
    private static async Task<string> RunAsync(StopsAt stop)
    {
        using TempFolder folder = new();
        JobWorld.Write(folder.Path, "clicks/a.jsonl", """{"by":"u-1"}""" + "\n{}\n");
        ErasureHost? started = null;
        await using ErasureHost host = await ErasureHost.StartAsync(Configuration(folder.Path), services =>
        {
            AddLake(services, folder.Path, () => started!.Domains);
            services.AddSingleton(provider => SqliteDatabase.Open(provider.GetRequiredService<DatabaseOptions>(), stop));
        });
        started = host;
        Task run = FileAndRunAsync(host);
        if (await Task.WhenAny(run, stop.Stopped) == run)
        {
            await run;
        }

        if (stop.Stopped.IsCompleted)
        {
            await host.RestartAsync(services => AddLake(services, folder.Path, () => host.Domains), isKilled: true);
            await SettleAsync(host);
            if (await FindAsync(host) is null)
            {
                await FileAsync(host);
            }

            await SettleAsync(host);
        }

        ErasureRecord erasure = Assert.IsType<ErasureRecord>(await FindAsync(host));
        return string.Join(
            '\n',
            [
                $"{erasure.State}, identifiers destroyed: {erasure.IdentifiersDestroyedAt is not null}",
                JobWorld.Read(folder.Path, "clicks/a.jsonl"),
                .. (await host.LedgerAsync(erasure.Id)).Order(StringComparer.Ordinal),
                .. host.Mail.SubjectsTo(ErasureHost.Requester).Order(StringComparer.Ordinal),
            ]);
    }

    private static async Task FileAndRunAsync(ErasureHost host)
    {
        try
        {
            await FileAsync(host);
            await host.RunForAsync(TimeSpan.FromHours(3));
        }
        catch (Exception stopped) when (stopped is IOException or ObjectDisposedException)
        {
            // What the host's end looks like from here.
        }
    }

    private static Task<ErasureRecord> FileAsync(ErasureHost host) => host.ReceiveAsync(ErasureHost.Request("u-1") with { Reference = Reference });

    private static async Task SettleAsync(ErasureHost host)
    {
        for (int i = 0; i < 3; i++)
        {
            await host.Reconciler.RunOnceAsync(default);
            await host.RunForAsync(TimeSpan.FromHours(1));
        }
    }

    private static async Task<ErasureRecord?> FindAsync(ErasureHost host) =>
        (await host.Erasures.ListAsync(new ErasureFilter { Reference = Reference }, 10, continuation: null, default)).Erasures.SingleOrDefault();

    private static ErasureConfiguration Configuration(string folder) => ErasureHost.Configure("lake", "orders") with
    {
        Lake = JobWorld.Configuration(folder, new JobConfiguration(), JobWorld.Mapper("clicks", DataFormat.Json, columns: "by")).Lake,
    };

    private static void AddLake(IServiceCollection services, string folder, Func<IConnectors> scripted)
    {
        services.AddSingleton<IObjectStore>(_ => new FolderObjectStore(Path.Combine(folder, "lake")));
        services.AddSingleton<IConnectors>(provider => new LakeAndScripted(provider, scripted));
    }

    private sealed class LakeAndScripted(IServiceProvider services, Func<IConnectors> scripted) : IConnectors
    {
        public IConnector For(string domain) => domain == "lake" ? new LakeConnector(null, services.GetRequiredService<ErasureMatches>()) : scripted().For(domain);
    }

    /// <summary>From one commit on, nothing reaches the disk, as if the process were gone.</summary>
    private sealed class StopsAt(long commit, bool before) : ICommitObserver
    {
        private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Stopped => stopped.Task;

        public void BeforeCommit(long number)
        {
            if (number > commit || (before && number == commit))
            {
                Stop();
            }
        }

        public void AfterCommit(long number)
        {
            if (!before && number == commit)
            {
                Stop();
            }
        }

        private void Stop()
        {
            stopped.TrySetResult();
            throw new IOException("The power went out.");
        }
    }
}
