using Erasure.Parquet.Bloom;
using Erasure.Parquet.Codecs;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Find;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Rewrite;

/// <summary>A second pass over a chunk for what only its surviving values can tell: new bounds where an erased value was one, and the bloom filter.</summary>
internal sealed class SurvivorScan(ParquetFile file, RowGroup group, ColumnChunk chunk, RowSet erased)
{
    private const int ReadAhead = 1 << 20;

    private readonly LeafColumn column = file.Schema.Leaves[chunk.Ordinal];

    /// <summary>The bounds of the values that stay; null where there are none or they weren't asked for.</summary>
    public (byte[] Min, byte[] Max)? Bounds { get; private set; }

    /// <summary>The bloom filter of the values that stay, header included; null where the chunk has none that can be made again.</summary>
    public byte[]? BloomFilter { get; private set; }

    /// <param name="needsBounds">Whether the bounds are wanted.</param>
    /// <param name="use">Where every page has its values in the dictionary: the entries in use, which then are all there is to see.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    public async ValueTask RunAsync(bool needsBounds, DictionaryUse? use, CancellationToken cancellationToken)
    {
        var located = await BloomFilterReader.LocateAsync(file, chunk, cancellationToken);
        SplitBlockBloomFilter? bloom = located is { IsSupported: true } filter
            ? new SplitBlockBloomFilter(new byte[filter.Range.Length - filter.Header.Length])
            : null;
        BoundsBuilder? bounds = needsBounds && column.Order != ValueOrder.None ? new BoundsBuilder(column) : null;
        if (bloom is null && bounds is null)
        {
            return;
        }

        if (use is not null)
        {
            use.Visit(bounds, bloom);
        }
        else
        {
            await ReadAsync(bounds, bloom, cancellationToken);
        }

        Bounds = bounds?.Build();
        if (bloom is not null)
        {
            BloomFilter = [.. located!.Value.Header, .. bloom.Bits];
        }
    }

    private async ValueTask ReadAsync(BoundsBuilder? bounds, SplitBlockBloomFilter? bloom, CancellationToken cancellationToken)
    {
        using PageCursor cursor = new(file.Source, file.Pages(group, chunk), file.Options, ReadAhead);
        using PageDecoder decoder = new(column, CodecTable.For(chunk.Codec), file.Options, file.Writer);
        RowSplit split = new(column);
        RowPosition position = new(column, group, chunk);
        bool[]? seen = null;
        for (long entries = 0; entries < chunk.ValueCount && await cursor.NextAsync(cancellationToken) is { } header;)
        {
            if (header.Kind == PageKind.Dictionary)
            {
                decoder.ReadDictionary(header, await cursor.ReadBodyAsync(header, cancellationToken));
                seen = new bool[decoder.Dictionary!.Count];
            }
            else if (header.IsData)
            {
                entries += header.ValueCount;
                decoder.ReadLevels(header, await cursor.ReadBodyAsync(header, cancellationToken));
                position.Enter(decoder);
                split.Compute(decoder, erased, position.RowsBefore);
                position.Leave();
                decoder.ReadValues();
                Add(decoder.Values, split.KeptValues, seen, bounds, bloom);
            }
        }
    }

    private static void Add(PageValues values, ReadOnlySpan<ValueRun> kept, bool[]? seen, BoundsBuilder? bounds, SplitBlockBloomFilter? bloom)
    {
        foreach (ValueRun run in kept)
        {
            for (int i = run.Start; i < run.End; i++)
            {
                if (values.IsDictionary && seen is not null)
                {
                    if (seen[values.Indices[i]])
                    {
                        continue;
                    }

                    seen[values.Indices[i]] = true;
                }

                ReadOnlySpan<byte> value = values[i];
                bounds?.Add(value);
                bloom?.Add(value);
            }
        }
    }
}
