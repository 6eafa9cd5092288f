using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Durable;
using Erasure.Core.Records;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>Activities run at least once: two may gather the same job, and the slower one goes on when the faster has closed the manifest.</summary>
public sealed class LateGatheringTests : IDisposable
{
    private static readonly AsyncLocal<bool> IsLate = new();

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_a_late_worker_takes_behind_the_search_stays_queued_for_the_next_job()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", "{\"by\":\"u-1\"}\n{\"by\":\"u-7\"}\n{}\n");
        TaskCompletionSource firstIsThere = Signal(), lateIsThere = Signal(), lateGoesOn = Signal(), objectIsOpened = Signal(), objectGoesOn = Signal();
        await using JobWorld world = await JobWorld.StartAsync(
            folder.Path,
            JobWorld.Configuration(folder.Path, null, UnseenLake.Clicks),
            store => new ObjectStoreSpy(store)
            {
                BeforeOpen = _ =>
                {
                    objectIsOpened.TrySetResult();
                    return objectGoesOn.Task;
                },
            },
            records: inner => new Gate(inner, async () =>
            {
                (IsLate.Value ? lateIsThere : firstIsThere).TrySetResult();
                await (IsLate.Value ? lateGoesOn : lateIsThere).Task;
            }));
        await world.SubmitPersonAsync(1);
        Task running = Task.Run(() => world.Host.RunForAsync(TimeSpan.FromMinutes(30)));
        await firstIsThere.Task;
        string job = (await world.JobsAsync())[0].Id;
        Task late = Task.Run(async () =>
        {
            IsLate.Value = true;
            GatherMatches gather = ActivatorUtilities.CreateInstance<GatherMatches>(world.Host.Services);
            await gather.RunAsync(new HostedActivityContext(nameof(GatherMatches), job, CancellationToken.None), new GatherMatchesInput(job, 0, null));
        });
        await objectIsOpened.Task;
        await world.AddAsync(QueueWorld.Simple("u-7"));
        lateGoesOn.SetResult();
        await late;

        Assert.Single(await world.QueuedAsync(), match => match.JobId is null);
        objectGoesOn.SetResult();
        await running;
        await world.SweepAsync();
        await world.Host.RunForAsync(TimeSpan.FromHours(1));

        Assert.Equal("{}\n", JobWorld.Read(folder.Path, "clicks/a.jsonl"));
        Assert.Empty(await world.QueuedAsync());
        Assert.Equal(2, (await world.JobsAsync()).Count);
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Stops readers of the manifest's second part.</summary>
    private sealed class Gate(IRecordStore inner, Func<Task> pass) : IRecordStore
    {
        public async Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken)
        {
            StoredRecord? read = await inner.GetAsync(key, cancellationToken);
            if (read is null && key.Sort == "manifest/000001")
            {
                await pass();
            }

            return read;
        }

        public Task<long?> TryPutAsync(
            RecordKey key,
            ReadOnlyMemory<byte> value,
            long expectedVersion,
            DateTimeOffset? expiresAt,
            CancellationToken cancellationToken) => inner.TryPutAsync(key, value, expectedVersion, expiresAt, cancellationToken);

        public Task<bool> TryDeleteAsync(RecordKey key, long expectedVersion, CancellationToken cancellationToken) => inner.TryDeleteAsync(key, expectedVersion, cancellationToken);

        public IAsyncEnumerable<StoredRecord> QueryAsync(
            string partition,
            string sortPrefix,
            string? after = null,
            bool descending = false,
            CancellationToken cancellationToken = default) => inner.QueryAsync(partition, sortPrefix, after, descending, cancellationToken);
    }
}
