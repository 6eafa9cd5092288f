using Erasure.Parquet.Buffers;

namespace Erasure.Parquet.Encodings;

/// <summary>Indices into a chunk's dictionary (encodings 2 and 8): the bit width, then runs.</summary>
internal static class DictionaryIndices
{
    /// <returns>The bit width, and bytes consumed.</returns>
    public static (int BitWidth, int Consumed) Decode(ReadOnlySpan<byte> source, Span<int> indices, int dictionaryCount)
    {
        if (indices.IsEmpty)
        {
            return source.IsEmpty ? (0, 0) : (Math.Min(source[0], (byte)32), 1);
        }

        if (source.IsEmpty)
        {
            throw EncodingErrors.TooShort("A page of dictionary indices");
        }

        int bitWidth = source[0];
        if (bitWidth > 32)
        {
            throw EncodingErrors.Invalid("A page of dictionary indices has more than 32 bits an index.");
        }

        if (bitWidth == 0 && source.Length == 1 && dictionaryCount > 0)
        {
            indices.Clear();
            return (0, 1);
        }

        return (bitWidth, 1 + RleHybrid.Decode(source[1..], bitWidth, indices, (ulong)dictionaryCount, "A page of dictionary indices"));
    }

    public static void Encode(ReadOnlySpan<int> indices, ReadOnlySpan<ValueRun> keep, int bitWidth, ByteBuffer output)
    {
        using PooledArray<int> rented = new();
        Span<int> kept = rented.Reset(indices.Length);
        int count = 0;
        foreach (ValueRun run in keep)
        {
            indices.Slice(run.Start, run.Count).CopyTo(kept[count..]);
            count += run.Count;
        }

        output.Append((byte)bitWidth);
        RleHybrid.Encode<int>(kept[..count], bitWidth, output);
    }
}
