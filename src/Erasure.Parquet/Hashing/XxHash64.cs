using System.Buffers.Binary;
using System.Numerics;

namespace Erasure.Parquet.Hashing;

/// <summary>XXH64 with seed 0: of values in Parquet's bloom filters, and of the content of zstd frames, there fed in pieces.</summary>
internal sealed class XxHash64
{
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Prime3 = 0x165667B19E3779F9;
    private const ulong Prime4 = 0x85EBCA77C2B2AE63;
    private const ulong Prime5 = 0x27D4EB2F165667C5;

    private readonly byte[] pending = new byte[Lanes.StripeLength];
    private Lanes lanes = Lanes.Begin();
    private int pendingLength;
    private ulong total;

    /// <summary>The hash of bytes that are all there.</summary>
    public static ulong Hash(ReadOnlySpan<byte> data)
    {
        ulong length = (ulong)data.Length;
        Lanes whole = Lanes.Begin();
        whole.Append(ref data);
        return Finish(whole, length, data);
    }

    /// <summary>Begins anew.</summary>
    public void Reset()
    {
        lanes = Lanes.Begin();
        pendingLength = 0;
        total = 0;
    }

    public void Append(ReadOnlySpan<byte> data)
    {
        total += (ulong)data.Length;
        if (pendingLength > 0)
        {
            int take = Math.Min(Lanes.StripeLength - pendingLength, data.Length);
            data[..take].CopyTo(pending.AsSpan(pendingLength));
            pendingLength += take;
            data = data[take..];
            if (pendingLength < Lanes.StripeLength)
            {
                return;
            }

            ReadOnlySpan<byte> stripe = pending;
            lanes.Append(ref stripe);
        }

        lanes.Append(ref data);
        data.CopyTo(pending);
        pendingLength = data.Length;
    }

    /// <summary>The hash of all that was appended.</summary>
    public ulong Digest() => Finish(lanes, total, pending.AsSpan(0, pendingLength));

    private static ulong Finish(Lanes lanes, ulong length, ReadOnlySpan<byte> rest)
    {
        ulong hash = (length >= Lanes.StripeLength ? lanes.Merge() : Prime5) + length;
        for (; rest.Length >= sizeof(ulong); rest = rest[sizeof(ulong)..])
        {
            hash = (BitOperations.RotateLeft(hash ^ Round(0, BinaryPrimitives.ReadUInt64LittleEndian(rest)), 27) * Prime1) + Prime4;
        }

        if (rest.Length >= sizeof(uint))
        {
            hash = (BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime1), 23) * Prime2) + Prime3;
            rest = rest[sizeof(uint)..];
        }

        foreach (byte last in rest)
        {
            hash = BitOperations.RotateLeft(hash ^ (last * Prime5), 11) * Prime1;
        }

        hash = (hash ^ (hash >> 33)) * Prime2;
        hash = (hash ^ (hash >> 29)) * Prime3;
        return hash ^ (hash >> 32);
    }

    private static ulong Round(ulong lane, ulong input) => BitOperations.RotateLeft(lane + (input * Prime2), 31) * Prime1;

    /// <summary>The four sums over stripes of 32 bytes.</summary>
    private record struct Lanes(ulong A, ulong B, ulong C, ulong D)
    {
        public const int StripeLength = 32;

        public static Lanes Begin() => new(unchecked(Prime1 + Prime2), Prime2, 0, unchecked(0 - Prime1));

        /// <summary>Takes all whole stripes and leaves the rest.</summary>
        public void Append(ref ReadOnlySpan<byte> data)
        {
            for (; data.Length >= StripeLength; data = data[StripeLength..])
            {
                A = Round(A, BinaryPrimitives.ReadUInt64LittleEndian(data));
                B = Round(B, BinaryPrimitives.ReadUInt64LittleEndian(data[8..]));
                C = Round(C, BinaryPrimitives.ReadUInt64LittleEndian(data[16..]));
                D = Round(D, BinaryPrimitives.ReadUInt64LittleEndian(data[24..]));
            }
        }

        public readonly ulong Merge()
        {
            ulong hash = BitOperations.RotateLeft(A, 1) + BitOperations.RotateLeft(B, 7) + BitOperations.RotateLeft(C, 12) + BitOperations.RotateLeft(D, 18);
            foreach (ulong lane in (ReadOnlySpan<ulong>)[A, B, C, D])
            {
                hash = ((hash ^ Round(0, lane)) * Prime1) + Prime4;
            }

            return hash;
        }
    }
}
