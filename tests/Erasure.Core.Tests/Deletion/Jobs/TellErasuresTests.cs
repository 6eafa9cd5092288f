using Erasure.Core.Deletion;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Embedded.Sqlite;
using Erasure.Tests.Shared;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>How much it costs to tell those who wait for a job that it is over: counted in commits and in SQLite's own steps, not in time.</summary>
public sealed class TellErasuresTests
{
    private const int PartSize = 50;

    [Fact]
    public async Task Each_of_five_thousand_costs_no_more_to_tell_than_each_of_five_hundred()
    {
        Cost few = await TellAsync(500);
        Cost many = await TellAsync(5_000);

        Assert.True(many.Steps <= 1.3 * few.Steps, $"{few} grew to {many} for each");

        // Raised in one and heard in another at most, and for each part of the manifest: its activity's end, its step, and that it is told.
        Assert.InRange(many.Commits, 0, 2 + (5.0 / PartSize));
    }

    /// <summary>For each who is told.</summary>
    private static async Task<Cost> TellAsync(int count)
    {
        using TempFolder folder = new();
        CountsCommits commits = new();
        DurableTaskRegistry catalog = new DurableTaskRegistry().AddDeletionJobs().Orchestrator("Wait", async (TaskOrchestrationContext context, Nothing _) =>
        {
            await context.WaitForExternalEvent<DomainCommand>(DomainCommand.EventName);
            return Nothing.Value;
        });
        long steps = 0;
        await using EngineHost host = await EngineHost.StartAsync(folder.Path, catalog, new ManualTimeProvider(), configure: services =>
        {
            services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
            JobWorld.AddTo(services, JobWorld.Configuration(folder.Path));
            services.AddSingleton(provider => SqliteDatabase.Open(provider.GetRequiredService<DatabaseOptions>(), commits));
        });
        string[] waiting = [.. Enumerable.Range(0, count).Select(static number => $"e{number:D6}:lake")];
        await Parallel.ForEachAsync(waiting, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (id, token) => await host.Client.TryScheduleAsync("Wait", id, Nothing.Value, token));
        JobStore store = host.Services.GetRequiredService<JobStore>();
        foreach (string[] part in waiting.Chunk(PartSize))
        {
            await store.SetWaitingAsync("job", new WaitingInstances(Array.IndexOf(waiting, part[0]) / PartSize, part), default);
        }

        await host.Engine.WhenIdleAsync();
        long before = commits.Count;
        using IDisposable watched = await host.Database.WriteAsync(write => write.Sql.Watch(16, () =>
        {
            steps++;
            return true;
        }));

        await host.Services.GetRequiredService<DeletionJobStarter>().TellAsync("job", default);
        await host.Engine.WhenIdleAsync();

        Assert.Equal(count, await host.Client.GetAllInstancesAsync(new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Completed], InstanceIdPrefix: "e")).CountAsync());
        Assert.Null(await store.NextWaitingAsync("job", default));
        return new Cost((double)(commits.Count - before) / count, (double)steps / count);
    }

    private sealed record Cost(double Commits, double Steps);

    private sealed class CountsCommits : ICommitObserver
    {
        public long Count { get; private set; }

        public void BeforeCommit(long number) => Count = number;

        public void AfterCommit(long number)
        {
        }
    }
}
