using System.Buffers.Binary;
using System.Numerics;

namespace Erasure.Parquet.Bloom;

/// <summary>XXH64 with seed 0, which Parquet's bloom filters use.</summary>
internal static class XxHash64
{
    private const ulong Prime1 = 0x9E3779B185EBCA87, Prime2 = 0xC2B2AE3D27D4EB4F, Prime3 = 0x165667B19E3779F9,
        Prime4 = 0x85EBCA77C2B2AE63, Prime5 = 0x27D4EB2F165667C5;

    public static ulong Hash(ReadOnlySpan<byte> data)
    {
        ulong length = (ulong)data.Length;
        ulong hash = data.Length >= 32 ? Stripes(ref data) : Prime5;
        hash += length;
        while (data.Length >= 8)
        {
            hash = (BitOperations.RotateLeft(hash ^ Round(0, BinaryPrimitives.ReadUInt64LittleEndian(data)), 27) * Prime1) + Prime4;
            data = data[8..];
        }

        if (data.Length >= 4)
        {
            hash = (BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(data) * Prime1), 23) * Prime2) + Prime3;
            data = data[4..];
        }

        foreach (byte value in data)
        {
            hash = BitOperations.RotateLeft(hash ^ (value * Prime5), 11) * Prime1;
        }

        hash = (hash ^ (hash >> 33)) * Prime2;
        hash = (hash ^ (hash >> 29)) * Prime3;
        return hash ^ (hash >> 32);
    }

    private static ulong Stripes(ref ReadOnlySpan<byte> data)
    {
        ulong a = unchecked(Prime1 + Prime2), b = Prime2, c = 0, d = unchecked(0 - Prime1);
        while (data.Length >= 32)
        {
            a = Round(a, BinaryPrimitives.ReadUInt64LittleEndian(data));
            b = Round(b, BinaryPrimitives.ReadUInt64LittleEndian(data[8..]));
            c = Round(c, BinaryPrimitives.ReadUInt64LittleEndian(data[16..]));
            d = Round(d, BinaryPrimitives.ReadUInt64LittleEndian(data[24..]));
            data = data[32..];
        }

        ulong hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7) + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
        foreach (ulong lane in (ReadOnlySpan<ulong>)[a, b, c, d])
        {
            hash = ((hash ^ Round(0, lane)) * Prime1) + Prime4;
        }

        return hash;
    }

    private static ulong Round(ulong accumulator, ulong input) =>
        BitOperations.RotateLeft(accumulator + (input * Prime2), 31) * Prime1;
}
