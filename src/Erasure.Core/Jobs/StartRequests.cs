using System.Globalization;
using Erasure.Core.Records;

namespace Erasure.Core.Jobs;

/// <summary>When a job is wanted, and why: what must happen after any restart, without looking through the queue.</summary>
/// <remarks>
/// Whoever queues a match asks for a start after the match is written. A job takes away what is due before it reads the queue.
/// So what it takes away was asked for by matches that it sees. Times are rounded to minutes, so that many matches share a record.
/// </remarks>
internal sealed class StartRequests(IRecordStore records)
{
    private const string Partition = "deletion-starts";
    private const string Format = "yyyyMMdd'T'HHmm";

    /// <summary>Asks for a job at that time, a minute early at most.</summary>
    public Task AddAsync(DateTimeOffset at, JobTrigger reason, CancellationToken cancellationToken) =>
        records.TryPutAsync(new RecordKey(Partition, $"{Minute(at)}/{reason}"), ReadOnlyMemory<byte>.Empty, expectedVersion: 0, expiresAt: null, cancellationToken);

    /// <summary>Why a job is due; null where none is.</summary>
    public async Task<JobTrigger?> DueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await foreach (StoredRecord request in DueRecordsAsync(now, cancellationToken))
        {
            return Enum.Parse<JobTrigger>(request.Key.Sort.Split('/')[1]);
        }

        return null;
    }

    /// <summary>Takes away what is due: a job is about to read the queue.</summary>
    public async Task TakeAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await foreach (StoredRecord request in DueRecordsAsync(now, cancellationToken))
        {
            await records.TryDeleteAsync(request.Key, request.Version, cancellationToken);
        }
    }

    private async IAsyncEnumerable<StoredRecord> DueRecordsAsync(DateTimeOffset now, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string minute = Minute(now);
        await foreach (StoredRecord request in records.QueryAsync(Partition, "", cancellationToken: cancellationToken))
        {
            if (string.CompareOrdinal(request.Key.Sort, 0, minute, 0, minute.Length) > 0)
            {
                yield break;
            }

            yield return request;
        }
    }

    private static string Minute(DateTimeOffset at) => at.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);
}
