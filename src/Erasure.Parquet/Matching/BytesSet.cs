using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Matching;

/// <summary>Values of any length, compared byte by byte in an open-addressing table.</summary>
internal sealed class BytesSet : ValueSet
{
    private const int Free = -1;

    /// <summary>More values than this are found sooner by their hashes.</summary>
    private const int MostSought = 2;

    private readonly byte[][] keys;
    private readonly uint[] hashes;
    private readonly int[] ids;
    private readonly bool isDecimal;

    /// <summary>Few values as PLAIN encodes them; empty where they are many, or a value has several forms.</summary>
    private readonly byte[][] sought = [];

    public BytesSet(LeafColumn column, IReadOnlyList<(byte[] Value, int Id)> values)
        : base(column, values.Select(value => value.Value))
    {
        isDecimal = column.IsVariable && column.Logical.Kind == LogicalKind.Decimal;
        int capacity = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, values.Count * 4));
        keys = new byte[capacity][];
        hashes = new uint[capacity];
        ids = new int[capacity];
        Array.Fill(ids, Free);
        foreach ((byte[] value, int id) in values)
        {
            byte[] key = isDecimal ? DecimalBytes.Minimal(value).ToArray() : value;
            uint hash = Hash(key);
            int slot = (int)(hash & (uint)(capacity - 1));
            while (ids[slot] != Free && !keys[slot].AsSpan().SequenceEqual(key))
            {
                slot = (slot + 1) & (capacity - 1);
            }

            (keys[slot], hashes[slot], ids[slot]) = (key, hash, id);
        }

        if (values.Count <= MostSought && !isDecimal)
        {
            sought = [.. values.Select(value => Plain.Encode(column, value.Value))];
        }
    }

    public override bool MayBeIn(ReadOnlySpan<byte> plain)
    {
        foreach (byte[] value in sought)
        {
            if (plain.IndexOf(value) >= 0)
            {
                return true;
            }
        }

        return sought.Length == 0;
    }

    /// <remarks>Sees every value of a file in few calls: compiled in full at the first, since it may be over before tiering gets to it.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override int FindNext(ValueBlock values, int from, out int id)
    {
        ReadOnlySpan<byte> data = values.Data.Span;
        if (!values.IsVariable)
        {
            for (int i = from, width = values.Width; i < values.Count; i++)
            {
                id = IdOf(data.Slice(i * width, width));
                if (id != Free)
                {
                    return i;
                }
            }

            id = Free;
            return -1;
        }

        ReadOnlySpan<int> starts = values.Starts, lengths = values.Lengths;
        for (int i = from; i < starts.Length; i++)
        {
            ReadOnlySpan<byte> value = data.Slice(starts[i], lengths[i]);
            id = IdOf(isDecimal ? DecimalBytes.Minimal(value) : value);
            if (id != Free)
            {
                return i;
            }
        }

        id = Free;
        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int IdOf(ReadOnlySpan<byte> value)
    {
        uint hash = Hash(value);
        for (int slot = (int)(hash & (uint)(ids.Length - 1)); ids[slot] != Free; slot = (slot + 1) & (ids.Length - 1))
        {
            if (hashes[slot] == hash && keys[slot].AsSpan().SequenceEqual(value))
            {
                return ids[slot];
            }
        }

        return Free;
    }

    /// <summary>Mixes the length and up to 24 bytes from front, middle and back: cheap, and the keys are compared anyway.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(ReadOnlySpan<byte> value)
    {
        ulong hash = (ulong)value.Length;
        if (value.Length >= 8)
        {
            // three products that do not wait for one another
            hash += BinaryPrimitives.ReadUInt64LittleEndian(value) * 0x9E3779B97F4A7C15;
            hash ^= BitOperations.RotateLeft(BinaryPrimitives.ReadUInt64LittleEndian(value[((value.Length - 8) / 2)..]) * 0xD6E8FEB86659FD93, 21);
            hash ^= BitOperations.RotateLeft(BinaryPrimitives.ReadUInt64LittleEndian(value[^8..]) * 0xC2B2AE3D27D4EB4F, 42);
        }
        else
        {
            ulong word = 0;
            foreach (byte part in value)
            {
                word = (word << 8) | part;
            }

            hash += word * 0x9E3779B97F4A7C15;
        }

        return (uint)((hash * 0xD6E8FEB86659FD93) >> 32);
    }
}
