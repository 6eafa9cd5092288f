using Erasure.Parquet.Buffers;

namespace Erasure.Parquet.Text;

/// <summary>Memory for long records, shared by all who read at once with the same one; who doesn't get it waits.</summary>
/// <param name="limit">Bytes. A reader that needs more of them gets all, once nobody else has any.</param>
public sealed class RecordMemory(long limit)
{
    /// <summary>Bytes of the longest record that is read without asking.</summary>
    public const int FreeLength = 1 << 20;

    private readonly ByteBudget budget = new(limit);

    /// <summary>What all readers of this process share, if nothing else is said: 512 MiB.</summary>
    public static RecordMemory OfProcess { get; } = new(512 << 20);

    /// <summary>Bytes.</summary>
    public long Limit { get; } = limit;

    internal ValueTask<ByteBudget.Share> TakeAsync(long bytes, CancellationToken cancellationToken) => budget.TakeAsync(bytes, cancellationToken);
}
