using System.Buffers.Binary;
using System.Numerics;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>XXH64 with seed 0, fed in pieces: the checksum of zstd frames.</summary>
internal sealed class XxHash64
{
    private const ulong P1 = 11400714785074694791;
    private const ulong P2 = 14029467366897019727;
    private const ulong P3 = 1609587929392839161;
    private const ulong P4 = 9650029242287828579;
    private const ulong P5 = 2870177450012600261;
    private const int StripeLength = 32;

    private readonly byte[] pending = new byte[StripeLength];
    private int pendingLength;
    private ulong total;
    private ulong a;
    private ulong b;
    private ulong c;
    private ulong d;

    public XxHash64() => Reset();

    public void Reset()
    {
        (a, b, c, d) = (unchecked(P1 + P2), P2, 0, unchecked(0 - P1));
        pendingLength = 0;
        total = 0;
    }

    public void Append(ReadOnlySpan<byte> data)
    {
        total += (ulong)data.Length;
        if (pendingLength > 0)
        {
            int take = Math.Min(StripeLength - pendingLength, data.Length);
            data[..take].CopyTo(pending.AsSpan(pendingLength));
            pendingLength += take;
            data = data[take..];
            if (pendingLength < StripeLength)
            {
                return;
            }

            Stripe(pending);
            pendingLength = 0;
        }

        for (; data.Length >= StripeLength; data = data[StripeLength..])
        {
            Stripe(data);
        }

        data.CopyTo(pending);
        pendingLength = data.Length;
    }

    public ulong Digest()
    {
        unchecked
        {
            ulong hash = P5;
            if (total >= StripeLength)
            {
                hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7) + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
                hash = Merge(Merge(Merge(Merge(hash, a), b), c), d);
            }

            hash += total;
            ReadOnlySpan<byte> rest = pending.AsSpan(0, pendingLength);
            for (; rest.Length >= 8; rest = rest[8..])
            {
                hash = (BitOperations.RotateLeft(hash ^ Round(0, BinaryPrimitives.ReadUInt64LittleEndian(rest)), 27) * P1) + P4;
            }

            if (rest.Length >= 4)
            {
                hash = (BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(rest) * P1), 23) * P2) + P3;
                rest = rest[4..];
            }

            foreach (byte last in rest)
            {
                hash = BitOperations.RotateLeft(hash ^ (last * P5), 11) * P1;
            }

            hash = (hash ^ (hash >> 33)) * P2;
            hash = (hash ^ (hash >> 29)) * P3;
            return hash ^ (hash >> 32);
        }
    }

    private static ulong Round(ulong lane, ulong input) => unchecked(BitOperations.RotateLeft(lane + (input * P2), 31) * P1);

    private static ulong Merge(ulong hash, ulong lane) => unchecked(((hash ^ Round(0, lane)) * P1) + P4);

    private void Stripe(ReadOnlySpan<byte> stripe)
    {
        a = Round(a, BinaryPrimitives.ReadUInt64LittleEndian(stripe));
        b = Round(b, BinaryPrimitives.ReadUInt64LittleEndian(stripe[8..]));
        c = Round(c, BinaryPrimitives.ReadUInt64LittleEndian(stripe[16..]));
        d = Round(d, BinaryPrimitives.ReadUInt64LittleEndian(stripe[24..]));
    }
}
