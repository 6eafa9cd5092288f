using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Erasure.Parquet.Buffers;

/// <summary>A growing run of bytes. Ordinary sizes come from the shared pool, large ones from outside the heap.</summary>
internal sealed class ByteBuffer : IDisposable
{
    private const int LargestPooled = 1 << 20;

    private byte[] array = [];

    [SuppressMessage("Usage", "CA2213", Justification = "It goes back to its cache.")]
    private NativeBlock? native;

    public int Length { get; private set; }

    public Span<byte> Span => Whole[..Length];

    public Memory<byte> Memory => native is null ? array.AsMemory(0, Length) : native.Memory[..Length];

    private Span<byte> Whole => native is null ? array : native.GetSpan();

    public void Clear() => Length = 0;

    /// <summary>Makes the buffer that long; the content is undefined.</summary>
    public Span<byte> Reset(int length)
    {
        Length = 0;
        return Reserve(length);
    }

    /// <summary>Makes room for <paramref name="count"/> more bytes, so that appending them moves nothing.</summary>
    public void EnsureRoom(int count)
    {
        if ((long)Length + count > Whole.Length)
        {
            Grow(count);
        }
    }

    /// <summary>Appends <paramref name="count"/> bytes of undefined content and returns them to be filled.</summary>
    public Span<byte> Reserve(int count)
    {
        int start = Length;
        EnsureRoom(count);
        Length += count;
        return Whole.Slice(start, count);
    }

    public void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    public void Append(byte value)
    {
        EnsureRoom(1);
        Whole[Length++] = value;
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
        Span[count..].CopyTo(Span);
        Length -= count;
    }

    public void Dispose()
    {
        Return();
        Length = 0;
    }

    private void Grow(int count)
    {
        long needed = (long)Length + count;
        if (needed > Array.MaxLength)
        {
            throw new RefusedException(RefusalCode.TooLarge, "A page or structure needs more than 2 GiB of memory.");
        }

        if (Length == 0)
        {
            // nothing to move: the old memory can go before the new is there
            Return();
        }

        int capacity = (int)Math.Min(Array.MaxLength, Math.Max(needed, Length == 0 ? 256 : 2L * Length));
        if (capacity <= LargestPooled)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(capacity);
            Span.CopyTo(larger);
            Return();
            array = larger;
        }
        else
        {
            NativeBlock larger = NativeBlockCache.Rent(capacity);
            Span.CopyTo(larger.GetSpan());
            Return();
            native = larger;
        }
    }

    private void Return()
    {
        if (array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(array);
            array = [];
        }

        if (native is not null)
        {
            NativeBlockCache.Return(native);
            native = null;
        }
    }
}
