using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Manifest;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Places;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Locks;
using Erasure.Core.Objects;
using Erasure.Core.Vault;
using Erasure.Parquet;

namespace Erasure.Tests.Shared.Jobs;

/// <summary>Two jobs about different people and a program that appends rows, all at once on one object: the steps of real jobs, without their workflows.</summary>
/// <param name="store">Where the object is.</param>
/// <param name="append">Appends a row to what is there now, on condition that it is still that; false where it isn't.</param>
/// <param name="locks">Whether jobs lock the object.</param>
internal sealed class ObjectRace(IObjectStore store, Func<string, string, Task<bool>> append, bool locks)
{
    private const int Appends = 3;
    private static readonly string[] People = ["ada", "bob"];
    private static readonly DataMapper Mapper = JobWorld.Mapper("race", DataFormat.Json, columns: ["by"]);

    private readonly MemoryRecords records = new();
    private readonly LakeConfiguration lake = new() { Job = new JobConfiguration { LockObjects = locks } };
    private static readonly LocalMasterKey MasterKey = new(new byte[LocalMasterKey.Length]);
    private readonly KeyedHashes hashes = new(MasterKey);

    /// <summary>What the object holds before a race.</summary>
    public static string Start { get; } = "{\"by\":\"ada\"}\n{\"n\":\"a\"}\n{\"by\":\"bob\"}\n{\"n\":\"b\"}\n{\"by\":\"ada\"}\n";

    /// <summary>What it is to hold afterwards.</summary>
    public static string End { get; } = "{\"n\":\"a\"}\n{\"n\":\"b\"}\n" + string.Concat(Enumerable.Range(0, Appends).Select(Row));

    /// <summary>Races on an object that holds <see cref="Start"/>.</summary>
    /// <returns>What each person's job would still find, which is to be nothing.</returns>
    public async Task<IReadOnlyList<JobObjectState>> RunAsync(string key)
    {
        await Task.WhenAll([.. People.Select(person => Task.Run(() => EraseAsync(key, person))), Task.Run(() => AppendAsync(key))]);
        return [.. await Task.WhenAll(People.Select(person => FindAsync(key, person)))];
    }

    private static string Row(int i) => $"{{\"appended\":{i}}}\n";

    private async Task AppendAsync(string key)
    {
        for (int i = 0; i < Appends; i++)
        {
            while (!await append(key, Row(i)))
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>Finds, forgets and verifies, as often as it takes.</summary>
    private async Task EraseAsync(string key, string person)
    {
        Steps steps = await StepsAsync(key, person);
        while (true)
        {
            await steps.RunAsync(steps.Find);
            if ((await steps.ItemAsync()).State == JobObjectState.Clean)
            {
                return;
            }

            await steps.RunAsync(steps.Forget);
            await steps.RunAsync(steps.Verify);
            if ((await steps.ItemAsync()).State == JobObjectState.Verified)
            {
                return;
            }

            await steps.PlanAsync();
        }
    }

    private async Task<JobObjectState> FindAsync(string key, string person)
    {
        Steps steps = await StepsAsync(key, person);
        await steps.RunAsync(steps.Find);
        return (await steps.ItemAsync()).State;
    }

    private async Task<Steps> StepsAsync(string key, string person)
    {
        JobStore jobs = new(records, TimeProvider.System);
        DeletionJob job = new() { Id = Guid.NewGuid().ToString("N"), Mappers = [Mapper.Id], CreatedAt = TimeProvider.System.GetUtcNow() };
        JobManifest manifest = await JobManifest.BuildAsync(job, [], [new JobMapper { Mapper = Mapper }], AsyncEnumerable.Empty<ManifestChunk>());
        Steps steps = new(jobs, new JobSession(job, [], manifest, jobs, hashes), key, new RowPredicate([new SimpleMatch(["by"], [new SecretText(person)])], []), store)
        {
            Find = new FindInObject(null!, jobs, null!, new ScanFinder(), new FailureStore(records, TimeProvider.System)),
            Forget = new ForgetInObject(
                null!,
                jobs,
                null!,
                new ObjectLocks(new LeaseLocks(records, TimeProvider.System, new LeaseOptions(), Random.Shared), hashes, lake),
                new TableFormats(TimeProvider.System),
                new FailureStore(records, TimeProvider.System),
                new SeenPlaces(records, hashes, MasterKey, lake),
                new SecondOpinions(null, lake),
                lake),
            Verify = new VerifyObject(null!, jobs, null!),
        };
        await steps.PlanAsync();
        return steps;
    }

    /// <summary>One job's steps on the object.</summary>
    private sealed class Steps(JobStore jobs, JobSession session, string key, RowPredicate predicate, IObjectStore store)
    {
        private const string Id = "object";

        public required ObjectActivity Find { get; init; }

        public required ObjectActivity Forget { get; init; }

        public required ObjectActivity Verify { get; init; }

        public async Task PlanAsync() => await jobs.PutObjectAsync(
            session.Job.Id,
            Id,
            before => (before ?? new JobObject { Id = Id, Mapper = Mapper.Id, Name = key }) with { State = JobObjectState.Planned },
            CancellationToken.None);

        public async Task<JobObject> ItemAsync() => (await jobs.GetObjectAsync(session.Job.Id, Id, CancellationToken.None))!;

        /// <summary>Runs the step until it is done: what fails for a reason that passes is tried again, as a batch does.</summary>
        public async Task RunAsync(ObjectActivity step)
        {
            while (true)
            {
                try
                {
                    if (await step.RunAsync(new ObjectWork(session, await ItemAsync(), key, Mapper, predicate, store, IsLast: false), CancellationToken.None))
                    {
                        return;
                    }
                }
                catch (Exception passing) when (passing is StepFailedException or IOException)
                {
                    // Kind to the other one; nothing rests on it.
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
                }
            }
        }
    }
}
