using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Matching;

/// <summary>Values of up to eight bytes, compared by their bits in an open-addressing table.</summary>
internal sealed class NumberSet : ValueSet
{
    private const int Free = -1;
    private readonly long[] keys;
    private readonly int[] ids;
    private readonly int shift;
    private readonly long single;
    private readonly bool isSingle;

    public NumberSet(LeafColumn column, IReadOnlyList<(byte[] Value, int Id)> values)
        : base(column, values.Select(value => value.Value))
    {
        int capacity = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, values.Count * 4));
        keys = new long[capacity];
        ids = new int[capacity];
        Array.Fill(ids, Free);
        shift = 64 - BitOperations.Log2((uint)capacity);
        foreach ((byte[] value, int id) in values)
        {
            single = Read(value);
            int slot = Slot(single);
            while (ids[slot] != Free && keys[slot] != single)
            {
                slot = (slot + 1) & (capacity - 1);
            }

            keys[slot] = single;
            ids[slot] = id;
        }

        isSingle = values.Count == 1;
    }

    public override int FindNext(ValueBlock values, int from, out int id) => values.Width switch
    {
        1 => FindNext(values.As<byte>(), from, out id),
        4 => FindNext(values.As<int>(), from, out id),
        _ => FindNext(values.As<long>(), from, out id),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int FindNext<T>(ReadOnlySpan<T> values, int from, out int id)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (isSingle)
        {
            int found = values[from..].IndexOf(T.CreateTruncating(single));
            id = found < 0 ? Free : IdOf(single);
            return found < 0 ? -1 : from + found;
        }

        for (int i = from; i < values.Length; i++)
        {
            id = IdOf(long.CreateTruncating(values[i]));
            if (id != Free)
            {
                return i;
            }
        }

        id = Free;
        return -1;
    }

    private int IdOf(long key)
    {
        int[] table = ids;
        for (int slot = Slot(key); ; slot = (slot + 1) & (table.Length - 1))
        {
            int id = table[slot];
            if (id == Free || keys[slot] == key)
            {
                return id;
            }
        }
    }

    private int Slot(long key) => (int)(((ulong)key * 0x9E3779B97F4A7C15) >> shift);

    private static long Read(byte[] value) => value.Length switch
    {
        1 => value[0],
        4 => BinaryPrimitives.ReadInt32LittleEndian(value),
        _ => BinaryPrimitives.ReadInt64LittleEndian(value),
    };
}
