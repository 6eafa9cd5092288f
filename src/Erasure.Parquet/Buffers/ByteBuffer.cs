using System.Buffers;

namespace Erasure.Parquet.Buffers;

/// <summary>A growing run of bytes. Ordinary sizes come from the shared pool; very large ones are exact and not kept.</summary>
internal sealed class ByteBuffer : IDisposable
{
    private const int LargestPooled = 1 << 24;
    private byte[] array = [];

    public int Length { get; private set; }

    public Span<byte> Span => array.AsSpan(0, Length);

    public Memory<byte> Memory => array.AsMemory(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Makes the buffer that long; the content is undefined.</summary>
    public Span<byte> Reset(int length)
    {
        Length = 0;
        return Reserve(length);
    }

    /// <summary>Appends <paramref name="count"/> bytes of undefined content and returns them to be filled.</summary>
    public Span<byte> Reserve(int count)
    {
        int start = Length;
        Grow(count);
        Length += count;
        return array.AsSpan(start, count);
    }

    public void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    public void Append(byte value)
    {
        if (Length == array.Length)
        {
            Grow(1);
        }

        array[Length++] = value;
    }

    /// <summary>Cuts the buffer to its first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    /// <summary>Drops the first <paramref name="count"/> bytes.</summary>
    public void RemoveFront(int count)
    {
        array.AsSpan(count, Length - count).CopyTo(array);
        Length -= count;
    }

    public void Dispose()
    {
        Return(array);
        array = [];
        Length = 0;
    }

    private void Grow(int count)
    {
        long needed = (long)Length + count;
        if (needed <= array.Length)
        {
            return;
        }

        if (needed > Array.MaxLength)
        {
            throw new RefusedException(RefusalCode.TooLarge, "A page or structure needs more than 2 GiB of memory.");
        }

        int capacity = (int)Math.Min(Array.MaxLength, Math.Max(needed, Length == 0 ? 256 : 2L * Length));
        byte[] larger = capacity <= LargestPooled ? ArrayPool<byte>.Shared.Rent(capacity) : GC.AllocateUninitializedArray<byte>(capacity);
        array.AsSpan(0, Length).CopyTo(larger);
        Return(array);
        array = larger;
    }

    private static void Return(byte[] array)
    {
        if (array.Length is > 0 and <= LargestPooled)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
