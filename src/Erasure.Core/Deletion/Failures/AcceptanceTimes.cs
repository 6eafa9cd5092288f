using Erasure.Core.Records;

namespace Erasure.Core.Deletion.Failures;

/// <summary>The latest time up to which a human stated that what was asked has been dealt with. What is asked later has a later time, also where the clock was set back.</summary>
internal sealed class AcceptanceTimes(IRecordStore records, TimeProvider time)
{
    private static readonly RecordKey Key = new("object-failures-accepted", "latest");

    /// <summary>Keeps the time of a statement, before it is written down.</summary>
    public Task NoteAsync(DateTimeOffset at, CancellationToken cancellationToken) =>
        records.ChangeAsync<Latest>(Key, before => before?.At >= at ? null : new Latest(at), cancellationToken);

    /// <summary>A time for what is asked now: the clock's, or the first behind every statement.</summary>
    public async Task<DateTimeOffset> NextAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        return (await records.GetAsync(Key, cancellationToken))?.Read<Latest>() is { } latest && latest.At >= now ? latest.At.AddMilliseconds(1) : now;
    }

    private sealed record Latest(DateTimeOffset At);
}
