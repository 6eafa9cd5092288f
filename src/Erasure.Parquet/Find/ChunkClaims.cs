using Erasure.Parquet.Encodings;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Find;

/// <summary>What the footer says of a chunk's values. Nothing is believed of a chunk that contradicts itself.</summary>
/// <remarks>
/// The deprecated <c>min</c> and <c>max</c> compare signed whatever the type and were wrong in old files, so they rule nothing out; nor does <c>distinct_count</c>, which is estimated by some.
/// </remarks>
internal sealed class ChunkClaims
{
    private const short LegacyMax = 1, LegacyMin = 2, Nulls = 3, Max = 5, Min = 6;

    public ChunkClaims(LeafColumn column, ColumnChunk chunk, WriterTrust trust)
    {
        if (chunk.Statistics is not { } statistics)
        {
            return;
        }

        NullCount = statistics.Number(Nulls);
        bool hasBounds = statistics.Has(Max) || statistics.Has(Min) || statistics.Has(LegacyMax) || statistics.Has(LegacyMin);
        bool areOrdered = ValueBounds.TryRead(column, statistics.Binary(Min), statistics.Binary(Max), out ValueBounds? bounds);
        bool saysAllNull = NullCount == chunk.ValueCount && chunk.ValueCount > 0;
        Contradiction = NullCount < 0 || NullCount > chunk.ValueCount ? "a null count that it can't have"
            : saysAllNull && (hasBounds || column.MaxDefinition == 0) ? "no values by its null count, and values all the same"
            : !areOrdered ? "a least value above its greatest"
            : null;
        if (Contradiction is null)
        {
            IsAllNull = saysAllNull && trust.NullCounts;
            Bounds = trust.Bounds(column) ? bounds : null;
        }
    }

    /// <summary>What can't be true; null where nothing says so.</summary>
    public string? Contradiction { get; }

    /// <summary>By the footer; null where it doesn't say.</summary>
    public long? NullCount { get; }

    /// <summary>There is no value.</summary>
    public bool IsAllNull { get; }

    /// <summary>Where its values lie; null where that isn't told.</summary>
    public ValueBounds? Bounds { get; }

    /// <summary>The footer counts pages by encoding, and every data page is one of indices.</summary>
    public static bool HasOnlyDictionaryPages(ColumnChunk chunk)
    {
        long indices = 0;
        for (int i = 0; i < (chunk.EncodingStats?.Count ?? 0); i++)
        {
            ThriftStruct stats = chunk.EncodingStats!.Struct(i);
            if ((PageKind)(stats.Int(1) ?? 0) is not (PageKind.Data or PageKind.DataV2))
            {
                continue;
            }

            int count = stats.Int(3) ?? -1;
            if (count < 0 || (count > 0 && (ValueEncoding)(stats.Int(2) ?? 0) is not (ValueEncoding.PlainDictionary or ValueEncoding.RleDictionary)))
            {
                return false;
            }

            indices += count;
        }

        return indices > 0;
    }
}
