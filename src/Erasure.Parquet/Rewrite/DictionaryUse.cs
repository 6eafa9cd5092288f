using System.Buffers.Binary;
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
    /// The dictionary, PLAIN, with every unused entry overwritten by one that is used, so that indices and the pages that hold
    /// them stay as they are; false where all entries are used. Where none is, <see cref="Neutral"/> values take their place.
    /// </summary>
    public bool TryRewrite(ByteBuffer output)
    {
        if (!isUsed.Contains(false))
        {
            return false;
        }

        int stand = StandIn();
        for (int i = 0; i < isUsed.Length; i++)
        {
            ReadOnlySpan<byte> value = isUsed[i] ? dictionary[i] : stand >= 0 ? dictionary[stand] : Neutral;
            if (column.IsVariable)
            {
                BinaryPrimitives.WriteInt32LittleEndian(output.Reserve(sizeof(int)), value.Length);
            }

            output.Append(value);
        }

        return true;
    }

    /// <summary>A value that nobody uses but that readers may convert: valid as what the type says. (An empty dictionary would be simpler, but some readers can't decompress nothing.)</summary>
    private ReadOnlySpan<byte> Neutral => column.Logical.Kind switch
    {
        LogicalKind.Json => "null"u8,
        LogicalKind.Bson => [5, 0, 0, 0, 0],

        // an empty collection in WKB
        LogicalKind.Geometry => [1, 7, 0, 0, 0, 0, 0, 0, 0],
        _ => new byte[column.Width],
    };

    /// <summary>The shortest entry in use, so that the dictionary does not grow.</summary>
    private int StandIn()
    {
        int shortest = -1;
        for (int i = 0; i < isUsed.Length; i++)
        {
            if (isUsed[i] && (shortest < 0 || dictionary[i].Length < dictionary[shortest].Length))
            {
                shortest = i;
            }
        }

        return shortest;
    }
}
