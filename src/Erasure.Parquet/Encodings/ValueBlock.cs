using System.Runtime.InteropServices;
using Erasure.Parquet.Buffers;

namespace Erasure.Parquet.Encodings;

/// <summary>Decoded values at the physical level: fixed-width ones side by side, variable ones as slices of one run of bytes.</summary>
internal sealed class ValueBlock : IDisposable
{
    private readonly ByteBuffer owned = new();
    private readonly PooledArray<int> starts = new();
    private readonly PooledArray<int> lengths = new();

    public int Count { get; private set; }

    /// <summary>Bytes of each value; 0 where lengths vary.</summary>
    public int Width { get; private set; }

    public bool IsVariable { get; private set; }

    /// <summary>Fixed-width values side by side, or the bytes that <see cref="Starts"/> points into.</summary>
    public ReadOnlyMemory<byte> Data { get; private set; }

    public Span<int> Starts => starts.Span;

    public Span<int> Lengths => lengths.Span;

    /// <summary>Variable values lie in <see cref="Data"/> in order, each behind its 4-byte length, with nothing between.</summary>
    public bool HasPlainLayout { get; private set; }

    public ReadOnlySpan<byte> this[int index] => IsVariable
        ? Data.Span.Slice(starts.Span[index], lengths.Span[index])
        : Data.Span.Slice(index * Width, Width);

    /// <summary>The fixed-width values as numbers.</summary>
    public ReadOnlySpan<T> As<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Data.Span);

    /// <summary>Takes fixed-width values where they are; the memory must outlive the block's use.</summary>
    public void Borrow(ReadOnlyMemory<byte> data, int count, int width)
    {
        Set(count, width, isVariable: false);
        Data = data[..(count * width)];
    }

    /// <summary>Makes room for fixed-width values and returns it to be filled.</summary>
    public Span<byte> Own(int count, int width, int limit)
    {
        Set(count, width, isVariable: false);
        long bytes = (long)count * width;
        if (bytes > limit)
        {
            throw EncodingErrors.TooLarge(limit);
        }

        Span<byte> span = owned.Reset((int)bytes);
        Data = owned.Memory;
        return span;
    }

    /// <summary>Takes variable values where they are; the caller fills <see cref="Starts"/> and <see cref="Lengths"/>.</summary>
    public void BorrowVariable(ReadOnlyMemory<byte> data, int count, bool hasPlainLayout)
    {
        Set(count, 0, isVariable: true);
        HasPlainLayout = hasPlainLayout;
        starts.Reset(count);
        lengths.Reset(count);
        Data = data;
    }

    /// <summary>Makes room for variable values of that many bytes in all.</summary>
    public Span<byte> OwnVariable(int count, int bytes)
    {
        Span<byte> span = owned.Reset(bytes);
        BorrowVariable(owned.Memory, count, hasPlainLayout: false);
        return span;
    }

    public void Dispose()
    {
        owned.Dispose();
        starts.Dispose();
        lengths.Dispose();
        Data = default;
        Count = 0;
    }

    private void Set(int count, int width, bool isVariable)
    {
        Count = count;
        Width = width;
        IsVariable = isVariable;
        HasPlainLayout = false;
    }
}
