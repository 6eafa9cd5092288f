using Erasure.Parquet.Buffers;

namespace Erasure.Parquet.Text;

/// <summary>One reading's part of the memory for long records: taken once, for the longest record that there may be, so that nobody who holds some waits for more.</summary>
/// <param name="memory">What it is taken from.</param>
/// <param name="times">Bytes of memory for each of a record.</param>
internal sealed class RecordAllowance(RecordMemory memory, int times) : IDisposable
{
    private ByteBudget.Share? share;

    /// <summary>Waits, the first time that a record is long, for what the longest one needs.</summary>
    /// <param name="length">Bytes that are known of a record.</param>
    /// <param name="longest">Bytes that it may have.</param>
    /// <param name="cancellationToken">Waits no longer.</param>
    public async ValueTask GrowAsync(long length, long longest, CancellationToken cancellationToken)
    {
        if (length > RecordMemory.FreeLength)
        {
            share ??= await memory.TakeAsync(times * longest, cancellationToken);
        }
    }

    public void Dispose() => share?.Dispose();
}
