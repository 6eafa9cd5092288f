using Erasure.Core.Records;

namespace Erasure.Core.Jobs;

/// <summary>Jobs and their objects in the record store.</summary>
internal sealed class JobStore(IRecordStore records)
{
    /// <summary>Records that are written at once.</summary>
    public const int Concurrency = 64;

    private const string ObjectPrefix = "object/";
    private const string MapperPrefix = "mapper/";

    public async Task<DeletionJob?> GetAsync(string jobId, CancellationToken cancellationToken) =>
        (await records.GetAsync(KeyOf(jobId), cancellationToken))?.Read<DeletionJob>();

    public Task<bool> TryAddAsync(DeletionJob job, CancellationToken cancellationToken) =>
        records.TryAddAsync(KeyOf(job.Id), job, cancellationToken);

    /// <summary>Changes the job if there is one.</summary>
    public Task<DeletionJob?> ChangeAsync(string jobId, Func<DeletionJob, DeletionJob?> change, CancellationToken cancellationToken) =>
        records.ChangeAsync<DeletionJob>(KeyOf(jobId), before => before is null ? null : change(before), cancellationToken);

    /// <summary>Keeps what a mapper is now, unless the job has it already.</summary>
    public Task<bool> TryAddMapperAsync(string jobId, JobMapper mapper, CancellationToken cancellationToken) =>
        records.TryAddAsync(KeyOfMapper(jobId, mapper.Mapper.Id), mapper, cancellationToken);

    /// <summary>The job's mappers, by id.</summary>
    public async Task<IReadOnlyList<JobMapper>> MappersAsync(string jobId, CancellationToken cancellationToken)
    {
        List<JobMapper> mappers = [];
        await foreach (StoredRecord record in records.QueryAsync(PartitionOf(jobId), MapperPrefix, cancellationToken: cancellationToken))
        {
            mappers.Add(record.Read<JobMapper>());
        }

        return mappers;
    }

    public async Task<JobObject?> GetObjectAsync(string jobId, string objectId, CancellationToken cancellationToken) =>
        (await records.GetAsync(KeyOf(jobId, objectId), cancellationToken))?.Read<JobObject>();

    /// <summary>Changes the object if there is one.</summary>
    public Task<JobObject?> ChangeObjectAsync(string jobId, string objectId, Func<JobObject, JobObject?> change, CancellationToken cancellationToken) =>
        records.ChangeAsync<JobObject>(KeyOf(jobId, objectId), before => before is null ? null : change(before), cancellationToken);

    /// <summary>Adds the object, or changes the one there is.</summary>
    public Task<JobObject?> PutObjectAsync(string jobId, string objectId, Func<JobObject?, JobObject?> change, CancellationToken cancellationToken) =>
        records.ChangeAsync(KeyOf(jobId, objectId), change, cancellationToken);

    /// <summary>The job's objects by id, after <paramref name="after"/>.</summary>
    public async IAsyncEnumerable<JobObject> ObjectsAsync(
        string jobId,
        string? after,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredRecord record in records.QueryAsync(PartitionOf(jobId), ObjectPrefix, after is null ? null : ObjectPrefix + after, cancellationToken: cancellationToken))
        {
            yield return record.Read<JobObject>();
        }
    }

    public Task DeleteObjectAsync(string jobId, string objectId, CancellationToken cancellationToken) =>
        records.DeleteAsync(KeyOf(jobId, objectId), cancellationToken);

    /// <summary>Does something with each of a job's objects, many at once, so that their writes share commits.</summary>
    public Task ForEachAsync(string jobId, Func<JobObject, CancellationToken, ValueTask> act, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            ObjectsAsync(jobId, null, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            act);

    /// <summary>Deletes the records of all of a job's objects.</summary>
    public Task DeleteObjectsAsync(string jobId, CancellationToken cancellationToken) =>
        ForEachAsync(jobId, async (item, token) => await DeleteObjectAsync(jobId, item.Id, token), cancellationToken);

    /// <summary>Deletes the job with its mappers.</summary>
    public async Task DeleteAsync(string jobId, CancellationToken cancellationToken)
    {
        foreach (JobMapper mapper in await MappersAsync(jobId, cancellationToken))
        {
            await records.DeleteAsync(KeyOfMapper(jobId, mapper.Mapper.Id), cancellationToken);
        }

        await records.DeleteAsync(KeyOf(jobId), cancellationToken);
    }

    private static string PartitionOf(string jobId) => $"job/{jobId}";

    private static RecordKey KeyOf(string jobId) => new(PartitionOf(jobId), "job");

    private static RecordKey KeyOfMapper(string jobId, string mapperId) => new(PartitionOf(jobId), MapperPrefix + mapperId);

    private static RecordKey KeyOf(string jobId, string objectId) => new(PartitionOf(jobId), ObjectPrefix + objectId);
}
