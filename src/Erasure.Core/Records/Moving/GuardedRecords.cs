using System.Runtime.CompilerServices;

namespace Erasure.Core.Records.Moving;

/// <summary>Records of a host that no lock keeps off them: where they are being moved in, or were moved away, nothing is read or written.</summary>
/// <remarks>The mark is looked at again every <see cref="Notice"/>, counted from before the look: that long after records were left, no host begins a call on them any more.</remarks>
public sealed class GuardedRecords(IRecordStore inner, TimeProvider time) : IRecordStore
{
    /// <summary>How long what the mark said is relied on.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromSeconds(10);

    private readonly MoveMarks marks = new(inner);
    private Look? last;

    /// <inheritdoc/>
    public async Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken)
    {
        // Whoever asks for the mark itself wants to tell why.
        if (key != MoveMarks.Key)
        {
            await ExpectHereAsync(cancellationToken);
        }

        return await inner.GetAsync(key, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<long?> TryPutAsync(RecordKey key, ReadOnlyMemory<byte> value, long expectedVersion, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        await ExpectHereAsync(cancellationToken);
        return await inner.TryPutAsync(key, value, expectedVersion, expiresAt, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> TryDeleteAsync(RecordKey key, long expectedVersion, CancellationToken cancellationToken)
    {
        await ExpectHereAsync(cancellationToken);
        return await inner.TryDeleteAsync(key, expectedVersion, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredRecord> QueryAsync(
        string partition, string sortPrefix, string? after = null, bool descending = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await ExpectHereAsync(cancellationToken);
        await foreach (StoredRecord record in inner.QueryAsync(partition, sortPrefix, after, descending, cancellationToken))
        {
            yield return record;
        }
    }

    private async Task ExpectHereAsync(CancellationToken cancellationToken)
    {
        Look? look = Volatile.Read(ref last);
        if (look is null || time.GetElapsedTime(look.At) >= Notice)
        {
            long now = time.GetTimestamp();
            look = new Look(now, await marks.RefusalAsync(cancellationToken));
            Volatile.Write(ref last, look);
        }

        if (look.Refusal is { } refusal)
        {
            throw new RecordsUnavailableException($"Nothing is done here: {refusal}.");
        }
    }

    private sealed record Look(long At, string? Refusal);
}
