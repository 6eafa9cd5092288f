using Erasure.Parquet.Codecs.Zstd;

namespace Erasure.Parquet.Codecs;

/// <summary>Codec 6: zstd (RFC 8878), by libzstd where the machine has it and by managed code otherwise.</summary>
internal sealed class ZstdCodec(NativeZstd? native) : ICodec
{
    /// <summary>Arrow's default: twice as fast as level 3 for a few per cent of size.</summary>
    private const int Level = 1;

    /// <summary>Not less than what libzstd and the managed encoder ask for.</summary>
    public int MaxCompressedLength(int length) => checked(length + (length >> 8) + 80);

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, MaxCompressedLength(source.Length), nameof(destination));
        int written = native is null ? -1 : native.Compress(source, destination, Level);
        return written >= 0 ? written : ManagedZstdEncoder.Compress(source, destination);
    }

    public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int written = native is null ? -1 : native.Decompress(source, destination);

        // the managed decoder judges what libzstd refuses, so that one bad page is the same refusal on every machine
        return written >= 0 ? written : ManagedZstdDecoder.Decompress(source, destination);
    }

    /// <summary>Decompresses, and notes where what each block made ends; empty blocks may be left out, and there is none if that isn't known.</summary>
    public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination, List<int> ends)
    {
        int written = native is null ? -1 : native.Decompress(source, destination, ends);
        if (written >= 0)
        {
            return written;
        }

        ends.Clear();
        return native is null ? ManagedZstdDecoder.Decompress(source, destination, ends) : Decompress(source, destination);
    }

    /// <summary>What the first frame of a body declares to make; null where it doesn't say or is no frame.</summary>
    public static long? DeclaredLength(ReadOnlySpan<byte> source)
    {
        try
        {
            return ZstdFrameHeader.TryRead(source, out ZstdFrameHeader header) ? header.ContentSize : null;
        }
        catch (RefusedException)
        {
            return null;
        }
    }
}
