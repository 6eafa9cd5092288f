using System.Globalization;
using Erasure.Core.Records;

namespace Erasure.Core.Deletion.Jobs;

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
    public async Task<JobTrigger?> DueAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        await records.QueryAsync(Partition, "", cancellationToken: cancellationToken).FirstOrDefaultAsync(cancellationToken) is { } first && IsDue(first, now)
            ? ReasonOf(first)
            : null;

    /// <summary>Takes away what is due, and what erasures still wait for: a job is about to read the queue.</summary>
    public async Task TakeAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await foreach (StoredRecord request in records.QueryAsync(Partition, "", cancellationToken: cancellationToken))
        {
            if (IsDue(request, now) || ReasonOf(request) == JobTrigger.Erasure)
            {
                await records.TryDeleteAsync(request.Key, request.Version, cancellationToken);
            }
        }
    }

    private static bool IsDue(StoredRecord request, DateTimeOffset now)
    {
        string minute = Minute(now);
        return string.CompareOrdinal(request.Key.Sort, 0, minute, 0, minute.Length) <= 0;
    }

    private static JobTrigger ReasonOf(StoredRecord request) => Enum.Parse<JobTrigger>(request.Key.Sort.Split('/')[1]);

    private static string Minute(DateTimeOffset at) => at.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);
}
