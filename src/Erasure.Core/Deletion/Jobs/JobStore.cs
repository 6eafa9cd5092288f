using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Erasure.Core.Deletion.Counts;
using Erasure.Core.Deletion.Manifest;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Reports;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Records;

namespace Erasure.Core.Deletion.Jobs;

/// <summary>Jobs in the record store, and a partition for each with what belongs to it: mappers, objects, events, manifest.</summary>
internal sealed class JobStore(IRecordStore records, TimeProvider time)
{
    /// <summary>Records that are written at once: enough to share commits, of which a disk does a few hundred a second.</summary>
    public const int Concurrency = 256;

    private const string Jobs = "deletion-jobs";
    private const string ObjectPrefix = "object/";
    private const string MapperPrefix = "mapper/";
    private const string EventPrefix = "event/";
    private const string ChunkPrefix = "manifest/";
    private const string ProblemPrefix = "problem/";
    private const string LimitedPrefix = "limited/";
    private const string CountPrefix = "count/";
    private const string MatchPrefix = "match/";
    private const string WaitingPrefix = "waiting/";
    private const string Phase = "phase";
    private const int MostLimited = 1000;

    public async Task<DeletionJob?> GetAsync(string jobId, CancellationToken cancellationToken) =>
        (await records.GetAsync(KeyOf(jobId), cancellationToken))?.Read<DeletionJob>();

    /// <summary>There is such a job, and it isn't over.</summary>
    public async Task<bool> IsRunningAsync(string jobId, CancellationToken cancellationToken) =>
        await GetAsync(jobId, cancellationToken) is { } job && !job.State.IsOver();

    /// <summary>Jobs, newest first, from the one before <paramref name="before"/> on.</summary>
    public async IAsyncEnumerable<DeletionJob> NewestFirstAsync(string? before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredRecord record in records.QueryAsync(Jobs, "", before, descending: true, cancellationToken))
        {
            yield return record.Read<DeletionJob>();
        }
    }

    public Task<bool> TryAddAsync(DeletionJob job, CancellationToken cancellationToken) =>
        records.TryAddAsync(KeyOf(job.Id), job, cancellationToken);

    /// <summary>Changes the job if there is one.</summary>
    public Task<DeletionJob?> ChangeAsync(string jobId, Func<DeletionJob, DeletionJob?> change, CancellationToken cancellationToken) =>
        records.ChangeAsync<DeletionJob>(KeyOf(jobId), before => before is null ? null : change(before), cancellationToken);

    /// <summary>Keeps what a mapper is now, unless the job has it already.</summary>
    public Task<bool> TryAddMapperAsync(string jobId, JobMapper mapper, CancellationToken cancellationToken) =>
        records.TryAddAsync(KeyOfMapper(jobId, mapper.Mapper.Id), mapper, cancellationToken);

    public async Task<JobMapper?> GetMapperAsync(string jobId, string mapperId, CancellationToken cancellationToken) =>
        (await records.GetAsync(KeyOfMapper(jobId, mapperId), cancellationToken))?.Read<JobMapper>();

    /// <summary>Changes what the job keeps of a mapper.</summary>
    public Task<JobMapper?> ChangeMapperAsync(string jobId, string mapperId, Func<JobMapper, JobMapper?> change, CancellationToken cancellationToken) =>
        records.ChangeAsync<JobMapper>(KeyOfMapper(jobId, mapperId), before => before is null ? null : change(before), cancellationToken);

    /// <summary>The job's mappers, by id. Who made it at the same time and was late may have left others.</summary>
    public async Task<IReadOnlyList<JobMapper>> MappersAsync(string jobId, CancellationToken cancellationToken)
    {
        IReadOnlyList<JobMapper> all = await ReadAllAsync<JobMapper>(jobId, MapperPrefix, cancellationToken);
        return await GetAsync(jobId, cancellationToken) is { } job ? [.. all.Where(mapper => job.Mappers.Contains(mapper.Mapper.Id, StringComparer.OrdinalIgnoreCase))] : all;
    }

    public async Task<JobObject?> GetObjectAsync(string jobId, string objectId, CancellationToken cancellationToken) =>
        (await records.GetAsync(KeyOf(jobId, objectId), cancellationToken))?.Read<JobObject>();

    /// <summary>Those of some objects that the job has taken away.</summary>
    public async Task<IReadOnlyCollection<string>> TakenAwayAsync(string jobId, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        ConcurrentBag<string> gone = [];
        await Parallel.ForEachAsync(
            ids,
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            async (id, token) =>
            {
                if (await GetObjectAsync(jobId, id, token) is { IsTakenAway: true })
                {
                    gone.Add(id);
                }
            });
        return gone;
    }

    /// <summary>Changes the object if there is one.</summary>
    public Task<JobObject?> ChangeObjectAsync(string jobId, string objectId, Func<JobObject, JobObject?> change, CancellationToken cancellationToken) =>
        PutObjectAsync(jobId, objectId, before => before is null ? null : change(before), cancellationToken);

    /// <summary>Adds the object, or changes the one there is.</summary>
    public Task<JobObject?> PutObjectAsync(string jobId, string objectId, Func<JobObject?, JobObject?> change, CancellationToken cancellationToken) =>
        records.ChangeAsync<JobObject>(
            KeyOf(jobId, objectId),
            before => change(before) is not { } after ? null : after.State == before?.State ? after : after with { ChangedAt = time.GetUtcNow() },
            cancellationToken);

    /// <summary>The job's objects by id, after <paramref name="after"/>.</summary>
    public async IAsyncEnumerable<JobObject> ObjectsAsync(string jobId, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredRecord record in records.QueryAsync(PartitionOf(jobId), ObjectPrefix, after is null ? null : ObjectPrefix + after, cancellationToken: cancellationToken))
        {
            yield return record.Read<JobObject>();
        }
    }

    public Task DeleteObjectAsync(string jobId, string objectId, CancellationToken cancellationToken) =>
        records.DeleteAsync(KeyOf(jobId, objectId), cancellationToken);

    /// <summary>How far the job is in the phase that it is in; null before the first.</summary>
    public async Task<JobPhaseCount?> GetPhaseAsync(string jobId, CancellationToken cancellationToken) =>
        (await records.GetAsync(KeyOfPhase(jobId), cancellationToken))?.Read<JobPhaseCount>();

    /// <summary>Changes what is kept of that.</summary>
    public Task ChangePhaseAsync(string jobId, Func<JobPhaseCount?, JobPhaseCount?> change, CancellationToken cancellationToken) =>
        records.ChangeAsync(KeyOfPhase(jobId), change, cancellationToken);

    /// <summary>Adds an event unless the job has that one already.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="sequence">Its number within the job.</param>
    /// <param name="happening">What happened; its time is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task AddEventAsync(string jobId, int sequence, JobEvent happening, CancellationToken cancellationToken) =>
        records.TryAddAsync(new RecordKey(PartitionOf(jobId), $"{EventPrefix}{sequence:D8}"), happening with { At = time.GetUtcNow() }, cancellationToken);

    /// <summary>The job's events with their numbers, from the one after <paramref name="after"/> on.</summary>
    public async IAsyncEnumerable<(string Number, JobEvent Event)> EventsAsync(string jobId, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredRecord record in records.QueryAsync(PartitionOf(jobId), EventPrefix, after is null ? null : EventPrefix + after, cancellationToken: cancellationToken))
        {
            yield return (record.Key.Sort[EventPrefix.Length..], record.Read<JobEvent>());
        }
    }

    public async Task<ManifestChunk?> GetChunkAsync(string jobId, int number, CancellationToken cancellationToken) =>
        (await records.GetAsync(KeyOfChunk(jobId, number), cancellationToken))?.Read<ManifestChunk>();

    /// <summary>Writes a part of the manifest unless there is one of that number: what is there first is what the job carries.</summary>
    public Task<bool> TryAddChunkAsync(string jobId, int number, ManifestChunk chunk, CancellationToken cancellationToken, DateTimeOffset? expiresAt = null) =>
        records.TryAddAsync(KeyOfChunk(jobId, number), chunk, cancellationToken, expiresAt);

    /// <summary>The parts of the manifest in order, from that number on.</summary>
    public async IAsyncEnumerable<ManifestChunk> ChunksAsync(string jobId, int from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredRecord record in records.QueryAsync(PartitionOf(jobId), ChunkPrefix, from == 0 ? null : KeyOfChunk(jobId, from - 1).Sort, cancellationToken: cancellationToken))
        {
            yield return record.Read<ManifestChunk>();
        }
    }

    /// <summary>Keeps who waits for a part of the manifest; the last one who gathers that part says.</summary>
    public Task SetWaitingAsync(string jobId, WaitingInstances waiting, CancellationToken cancellationToken) =>
        records.ChangeAsync<WaitingInstances>(KeyOfWaiting(jobId, waiting.Number), _ => waiting, cancellationToken);

    /// <summary>Some of those who wait for the job; null where nobody does any more.</summary>
    public async Task<WaitingInstances?> NextWaitingAsync(string jobId, CancellationToken cancellationToken) =>
        await ReadAllAsync<WaitingInstances>(jobId, WaitingPrefix, cancellationToken, most: 1) is [var next, ..] ? next : null;

    /// <summary>Those who waited for that part are told.</summary>
    public Task ForgetWaitingAsync(string jobId, int number, CancellationToken cancellationToken) =>
        records.DeleteAsync(KeyOfWaiting(jobId, number), cancellationToken);

    /// <summary>Keeps which matches could not be asked of some object; the same set of the same mapper is kept once.</summary>
    public Task AddProblemAsync(string jobId, string id, UnaskedMatches unasked, CancellationToken cancellationToken) =>
        records.TryAddAsync(new RecordKey(PartitionOf(jobId), $"{ProblemPrefix}{id}"), unasked, cancellationToken);

    public Task<IReadOnlyList<UnaskedMatches>> ProblemsAsync(string jobId, CancellationToken cancellationToken) =>
        ReadAllAsync<UnaskedMatches>(jobId, ProblemPrefix, cancellationToken);

    /// <summary>Keeps which matches an object may be about that couldn't be searched or rewritten.</summary>
    public Task AddLimitedAsync(string jobId, LimitedObject item, CancellationToken cancellationToken) =>
        records.TryAddAsync(new RecordKey(PartitionOf(jobId), $"{LimitedPrefix}{item.Id}"), item, cancellationToken);

    /// <summary>Those objects, as many as can be weighed for each match; the others count for all matches.</summary>
    public Task<IReadOnlyList<LimitedObject>> LimitedAsync(string jobId, CancellationToken cancellationToken) =>
        ReadAllAsync<LimitedObject>(jobId, LimitedPrefix, cancellationToken, MostLimited);

    /// <summary>Keeps what some matches have in a mapper; whoever counts last says.</summary>
    public Task SetCountsAsync(string jobId, MatchCountPart part, CancellationToken cancellationToken) =>
        records.ChangeAsync<MatchCountPart>(new RecordKey(PartitionOf(jobId), $"{PrefixOfCounts(part.Number)}{part.Mapper}"), _ => part, cancellationToken);

    /// <summary>What the matches of a part have, by mapper.</summary>
    public Task<IReadOnlyList<MatchCountPart>> CountsAsync(string jobId, int number, CancellationToken cancellationToken) =>
        ReadAllAsync<MatchCountPart>(jobId, PrefixOfCounts(number), cancellationToken);

    /// <summary>Keeps what the job came to for one match, for the report, and for whoever asks after the job is over.</summary>
    public Task SetMatchAsync(string jobId, JobMatch match, CancellationToken cancellationToken) =>
        records.ChangeAsync<JobMatch>(KeyOfMatch(jobId, match.Match), _ => match, cancellationToken);

    /// <summary>What it came to for that match; null where nothing of it was there.</summary>
    public async Task<JobMatch?> GetMatchAsync(string jobId, string matchId, CancellationToken cancellationToken) =>
        (await records.GetAsync(KeyOfMatch(jobId, matchId), cancellationToken))?.Read<JobMatch>();

    /// <summary>The same of all matches of which something was there, in the order of their ids.</summary>
    public async IAsyncEnumerable<JobMatch> MatchesAsync(string jobId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredRecord record in records.QueryAsync(PartitionOf(jobId), MatchPrefix, cancellationToken: cancellationToken))
        {
            yield return record.Read<JobMatch>();
        }
    }

    /// <summary>Deletes the manifest, which of its matches could not be asked, what each of them has, and how far the job was.</summary>
    public async Task DeleteManifestAsync(string jobId, CancellationToken cancellationToken)
    {
        await DeleteAsync(PartitionOf(jobId), ChunkPrefix, cancellationToken);
        await DeleteAsync(PartitionOf(jobId), ProblemPrefix, cancellationToken);
        await DeleteAsync(PartitionOf(jobId), LimitedPrefix, cancellationToken);
        await DeleteAsync(PartitionOf(jobId), CountPrefix, cancellationToken);
        await records.DeleteAsync(KeyOfPhase(jobId), cancellationToken);
    }

    /// <summary>Deletes all that is kept of a job, itself last, so that an interrupted deletion is found again.</summary>
    public async Task DeleteAsync(string jobId, CancellationToken cancellationToken)
    {
        await DeleteAsync(PartitionOf(jobId), "", cancellationToken);
        await records.DeleteAsync(KeyOf(jobId), cancellationToken);
    }

    private Task DeleteAsync(string partition, string prefix, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            records.QueryAsync(partition, prefix, cancellationToken: cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            async (record, token) => await records.DeleteAsync(record.Key, token));

    private async Task<IReadOnlyList<T>> ReadAllAsync<T>(string jobId, string prefix, CancellationToken cancellationToken, int most = int.MaxValue)
    {
        List<T> all = [];
        await foreach (StoredRecord record in records.QueryAsync(PartitionOf(jobId), prefix, cancellationToken: cancellationToken).Take(most).WithCancellation(cancellationToken))
        {
            all.Add(record.Read<T>());
        }

        return all;
    }

    private static string PrefixOfCounts(int number) => $"{CountPrefix}{number:D6}/";

    private static string PartitionOf(string jobId) => $"job/{jobId}";

    private static RecordKey KeyOf(string jobId) => new(Jobs, jobId);

    private static RecordKey KeyOfPhase(string jobId) => new(PartitionOf(jobId), Phase);

    private static RecordKey KeyOfMapper(string jobId, string mapperId) => new(PartitionOf(jobId), MapperPrefix + mapperId);

    private static RecordKey KeyOf(string jobId, string objectId) => new(PartitionOf(jobId), ObjectPrefix + objectId);

    private static RecordKey KeyOfMatch(string jobId, string matchId) => new(PartitionOf(jobId), MatchPrefix + matchId);

    private static RecordKey KeyOfWaiting(string jobId, int number) => new(PartitionOf(jobId), $"{WaitingPrefix}{number:D6}");

    private static RecordKey KeyOfChunk(string jobId, int number) => new(PartitionOf(jobId), $"{ChunkPrefix}{number:D6}");
}
