using System.Runtime.CompilerServices;
using Erasure.Core.Jobs;
using Erasure.Core.Records;

namespace Erasure.Core.Failures;

/// <summary>The adjudication list in the record store.</summary>
internal sealed class FailureStore(IRecordStore records, TimeProvider time)
{
    private const string Partition = "object-failures";

    public async Task<ObjectFailure?> GetAsync(string id, CancellationToken cancellationToken) =>
        (await records.GetAsync(KeyOf(id), cancellationToken))?.Read<ObjectFailure>();

    /// <summary>The failures by id, after <paramref name="after"/>.</summary>
    public async IAsyncEnumerable<ObjectFailure> ListAsync(string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredRecord record in records.QueryAsync(Partition, "", after, cancellationToken: cancellationToken))
        {
            yield return record.Read<ObjectFailure>();
        }
    }

    /// <summary>Enters what a job failed at; once a job, however often it says so.</summary>
    /// <returns>The entry, with what a human decided of it.</returns>
    public async Task<ObjectFailure> EnterAsync(string jobId, JobObject item, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        return (await records.ChangeAsync<ObjectFailure>(
            KeyOf(item.Id),
            before => before?.JobId == jobId ? null : new ObjectFailure
            {
                Id = item.Id,
                Mapper = item.Mapper,

                // A key that named somebody stays withheld, whomever later jobs are about.
                Object = before?.Object ?? item.Name,
                Code = item.State == JobObjectState.Failed ? item.Code! : FailureAdvice.Unfinished,
                Detail = item.State == JobObjectState.Failed ? item.Detail : null,
                Version = item.Code == FailureAdvice.FoundAfterErasure ? item.SuccessorVersion : null,
                Build = item.Code == FailureAdvice.FoundAfterErasure ? ProductBuild.Name : null,
                Attempts = (before?.Attempts ?? 0) + 1,
                JobId = jobId,
                FirstSeen = before?.FirstSeen ?? now,
                LastSeen = now,
                Accepted = before?.Accepted,
                AcceptedAt = before?.AcceptedAt,
            },
            cancellationToken))!;
    }

    /// <summary>Writes down that a human accepts the failure; null where there is no such failure.</summary>
    public Task<ObjectFailure?> AcceptAsync(string id, Erasures.HumanDecision decision, CancellationToken cancellationToken) =>
        records.ChangeAsync<ObjectFailure>(
            KeyOf(id),
            before => before is null ? null : before with { Accepted = decision, AcceptedAt = time.GetUtcNow() },
            cancellationToken);

    /// <summary>Takes away what a job that has looked at every object of some mappers didn't fail at: it is erased from, or gone.</summary>
    public async Task RemoveOthersAsync(IReadOnlyCollection<string> mappers, string jobId, CancellationToken cancellationToken)
    {
        await foreach (ObjectFailure failure in ListAsync(null, cancellationToken))
        {
            if (mappers.Contains(failure.Mapper) && failure.JobId != jobId)
            {
                await records.DeleteAsync(KeyOf(failure.Id), cancellationToken);
            }
        }
    }

    private static RecordKey KeyOf(string id) => new(Partition, id);
}
