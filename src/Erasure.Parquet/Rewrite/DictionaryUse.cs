using System.Buffers.Binary;
using System.Text;
using Erasure.Parquet.Bloom;
using Erasure.Parquet.Buffers;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Rewrite;

/// <summary>Which entries of a dictionary the values that stay still use.</summary>
internal sealed class DictionaryUse(LeafColumn column, ValueBlock dictionary)
{
    private readonly bool[] isUsed = new bool[dictionary.Count];

    public void Add(ReadOnlySpan<int> indices, ReadOnlySpan<ValueRun> kept)
    {
        foreach (ValueRun run in kept)
        {
            foreach (int index in indices.Slice(run.Start, run.Count))
            {
                isUsed[index] = true;
            }
        }
    }

    /// <summary>Shows every value in use, once.</summary>
    public void Visit(BoundsBuilder? bounds, SplitBlockBloomFilter? bloom)
    {
        for (int i = 0; i < isUsed.Length; i++)
        {
            if (isUsed[i])
            {
                bounds?.Add(dictionary[i]);
                bloom?.Add(dictionary[i]);
            }
        }
    }

    /// <summary>
    /// The dictionary, PLAIN, with every unused entry overwritten, so that indices and the pages that hold them stay as they are; false
    /// where all entries are used. Texts are overwritten by texts that differ: Arrow takes entries that are the same for one (arrow's
    /// <c>DictionaryBuilder::InsertMemoValues</c>), and then counts the others differently.
    /// </summary>
    /// <param name="output">Takes the dictionary.</param>
    /// <param name="always">Write it even where all entries are used.</param>
    public bool TryRewrite(ByteBuffer output, bool always)
    {
        if (!always && !isUsed.Contains(false))
        {
            return false;
        }

        int stand = IsText ? -1 : Array.IndexOf(isUsed, true);
        byte[] neutral = IsText || stand >= 0 ? [] : Neutral();
        HashSet<string> taken = [];
        for (int i = 0; i < isUsed.Length && IsText; i++)
        {
            if (dictionary[i].IsEmpty || dictionary[i][0] is (byte)'~' or (byte)'"')
            {
                taken.Add(Convert.ToHexString(dictionary[i]));
            }
        }

        for (int i = 0, next = 0; i < isUsed.Length; i++)
        {
            ReadOnlySpan<byte> value = isUsed[i] ? dictionary[i]
                : stand >= 0 ? dictionary[stand]
                : IsText ? Another(taken, ref next)
                : neutral;
            if (column.IsVariable)
            {
                BinaryPrimitives.WriteInt32LittleEndian(output.Reserve(sizeof(int)), value.Length);
            }

            output.Append(value);
        }

        return true;
    }

    /// <summary>Whether a bound is an entry that is overwritten: writers may have made bounds of a whole dictionary.</summary>
    /// <param name="bounds">The bounds, as hexadecimal digits.</param>
    public bool Overwrites(IReadOnlySet<string> bounds)
    {
        for (int i = 0; i < isUsed.Length && bounds.Count > 0; i++)
        {
            if (!isUsed[i] && bounds.Contains(Convert.ToHexString(dictionary[i])))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsText => column.IsVariable && column.Logical.Kind is LogicalKind.None or LogicalKind.String or LogicalKind.Enum or LogicalKind.Json;

    /// <summary>
    /// A value that nobody uses but that readers may convert: valid as what the type says, and, of fixed length, no entry that goes. (An
    /// empty dictionary would be simpler, but some readers can't decompress nothing.)
    /// </summary>
    private byte[] Neutral()
    {
        if (column.Logical.Kind == LogicalKind.Bson)
        {
            return [5, 0, 0, 0, 0];
        }

        if (column.Logical.Kind == LogicalKind.Geometry)
        {
            // an empty collection in WKB
            return [1, 7, 0, 0, 0, 0, 0, 0, 0];
        }

        byte[] value = new byte[column.Width];
        int last = column.Type == PhysicalType.FixedLenByteArray ? value.Length - 1 : 0;
        while (value.Length > 0 && Contains(value) && value[last] < byte.MaxValue)
        {
            value[last]++;
        }

        return value;
    }

    private bool Contains(ReadOnlySpan<byte> value)
    {
        for (int i = 0; i < isUsed.Length; i++)
        {
            if (dictionary[i].SequenceEqual(value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A short text that is no entry yet: empty first, then counted in a way that no identifier is.</summary>
    private byte[] Another(HashSet<string> taken, ref int next)
    {
        while (true)
        {
            string text = next == 0 ? "" : $"~{next - 1:x}";
            next++;
            byte[] value = Encoding.UTF8.GetBytes(column.Logical.Kind == LogicalKind.Json ? $"\"{text}\"" : text);
            if (taken.Add(Convert.ToHexString(value)))
            {
                return value;
            }
        }
    }
}
