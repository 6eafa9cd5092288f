using System.Buffers.Binary;
using Erasure.Parquet.Hashing;

namespace Erasure.Parquet.Bloom;

/// <summary>The format's split-block bloom filter (BloomFilter.md).</summary>
internal sealed class SplitBlockBloomFilter(byte[] bits)
{
    /// <summary>Bytes of a block: eight words, in each of which a value sets one bit.</summary>
    public const int BlockBytes = 32;

    private static ReadOnlySpan<uint> Salt => [0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31];

    /// <summary>The bits as they are stored.</summary>
    public ReadOnlySpan<byte> Bits => bits;

    /// <summary>Nothing was ever added.</summary>
    public bool IsEmpty => !bits.AsSpan().ContainsAnyExcept((byte)0);

    public void Add(ReadOnlySpan<byte> value)
    {
        ulong hash = XxHash64.Hash(value);
        Span<byte> block = bits.AsSpan(BlockStart(hash), BlockBytes);
        for (int i = 0; i < Salt.Length; i++)
        {
            Span<byte> word = block[(4 * i)..];
            BinaryPrimitives.WriteUInt32LittleEndian(word, BinaryPrimitives.ReadUInt32LittleEndian(word) | Mask(hash, i));
        }
    }

    /// <summary>False only where the value was never added.</summary>
    public bool MayContain(ReadOnlySpan<byte> value)
    {
        ulong hash = XxHash64.Hash(value);
        ReadOnlySpan<byte> block = bits.AsSpan(BlockStart(hash), BlockBytes);
        for (int i = 0; i < Salt.Length; i++)
        {
            if ((BinaryPrimitives.ReadUInt32LittleEndian(block[(4 * i)..]) & Mask(hash, i)) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private int BlockStart(ulong hash) => (int)(((hash >> 32) * ((ulong)bits.Length / BlockBytes)) >> 32) * BlockBytes;

    private static uint Mask(ulong hash, int word) => 1u << (int)(unchecked((uint)hash * Salt[word]) >> 27);
}
