using Erasure.Parquet.Codecs;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Find;

/// <summary>Bounds that are the beginning of a value asked for: of it, unless another value of their chunk begins so.</summary>
/// <param name="queries">What the column is asked.</param>
internal sealed class CutBounds(params IReadOnlyList<ColumnQuery> queries)
{
    private const int ReadAhead = 1 << 20;

    private readonly List<(byte[] Bound, bool IsMax)> open = [];

    /// <summary>Takes what a <c>Statistics</c> struct says.</summary>
    public void Add(ThriftStruct? statistics)
    {
        Add(statistics?.Bool(8) == true ? null : statistics?.Binary(6), isMax: false);
        Add(statistics?.Bool(7) == true ? null : statistics?.Binary(5), isMax: true);
        Add(statistics?.Binary(2), isMax: false);
        Add(statistics?.Binary(1), isMax: true);
    }

    /// <summary>Takes what a <c>ColumnIndex</c> struct says.</summary>
    public void AddPages(ThriftStruct? index)
    {
        ThriftList? mins = index?.List(2), maxs = index?.List(3);
        for (int page = 0; page < Math.Min(mins?.Count ?? 0, maxs?.Count ?? 0); page++)
        {
            AddPage(mins!.Binary(page), maxs!.Binary(page));
        }
    }

    /// <summary>Takes what a column index says of a page.</summary>
    public void AddPage(byte[] min, byte[] max)
    {
        Add(min, isMax: false);
        Add(max, isMax: true);
    }

    /// <summary>Whether any of those taken may be the beginning of a value that is asked for.</summary>
    public bool IsAnyOpen => open.Count > 0;

    /// <summary>Leaves out those that a value which is there begins like, or is.</summary>
    public void Explain(PageValues page, ReadOnlySpan<ValueRun> runs)
    {
        foreach (ValueRun run in runs)
        {
            for (int i = run.Start; i < run.End && open.Count > 0; i++)
            {
                for (int at = open.Count - 1; at >= 0; at--)
                {
                    if (page[i].SequenceEqual(open[at].Bound) || CutValues.IsCut(page[i], open[at].Bound, open[at].IsMax))
                    {
                        open.RemoveAt(at);
                    }
                }
            }
        }
    }

    /// <summary>Reads the chunk, none of whose rows goes, for whom the bounds could be of.</summary>
    public async ValueTask ExplainAsync(ParquetFile file, RowGroup group, ColumnChunk chunk, CancellationToken cancellationToken)
    {
        using PageCursor cursor = new(file.Source, file.Pages(group, chunk), file.Options, ReadAhead);
        using PageDecoder decoder = new(file.Schema.Leaves[chunk.Ordinal], CodecTable.For(chunk.Codec), file.Options, file.Writer);
        for (long entries = 0; open.Count > 0 && entries < chunk.ValueCount && await cursor.NextAsync(cancellationToken) is { } header;)
        {
            if (header.Kind == PageKind.Dictionary)
            {
                decoder.ReadDictionary(header, await cursor.ReadBodyAsync(header, cancellationToken));
            }
            else if (header.IsData)
            {
                entries += header.ValueCount;
                decoder.ReadLevels(header, await cursor.ReadBodyAsync(header, cancellationToken));
                decoder.ReadValues();
                Explain(decoder.Values, [new ValueRun(0, decoder.Values.Count)]);
            }
        }
    }

    private void Add(byte[]? bound, bool isMax)
    {
        if (bound is not null && queries.Any(query => query.Cut.HasCut(bound, isMax)) && !open.Exists(known => known.IsMax == isMax && known.Bound.AsSpan().SequenceEqual(bound)))
        {
            open.Add((bound, isMax));
        }
    }
}
