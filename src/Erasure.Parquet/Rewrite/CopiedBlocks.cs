using Erasure.Parquet.Codecs.Zstd;

namespace Erasure.Parquet.Rewrite;

/// <summary>The blocks that were copied without a look at their sequences since the recent offsets were known.</summary>
internal sealed class CopiedBlocks(SequencesDecoder decoder)
{
    /// <summary>How many blocks are gone back one by one; if those don't tell, all are gone through.</summary>
    private const int MostTried = 4;

    /// <summary>Offsets that are not known stay negative, whatever a block makes of them.</summary>
    private static readonly RecentOffsets Unknown = new(long.MinValue / 2, long.MinValue / 2, long.MinValue / 2);

    private readonly List<Entry> entries = [];

    public bool IsEmpty => entries.Count == 0;

    public void Clear() => entries.Clear();

    /// <summary>Notes a block.</summary>
    /// <param name="from">Where in the frame its sequences section begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="tables">The tables in force before it.</param>
    public void Add(int from, int to, SequenceTables tables) => entries.Add(new Entry(from, to, tables));

    /// <summary>Forgets the blocks and returns the recent offsets behind them.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="recent">The recent offsets before them.</param>
    public RecentOffsets PassBy(ReadOnlySpan<byte> frame, RecentOffsets recent)
    {
        SequenceTables tables = decoder.Tables;
        RecentOffsets state = recent;
        for (int tried = 1; tried <= entries.Count; tried = tried < MostTried ? tried + 1 : Math.Max(tried + 1, entries.Count))
        {
            // a block mostly tells all three
            int from = entries.Count - tried;
            state = from == 0 ? recent : Unknown;
            foreach (Entry entry in entries[from..])
            {
                decoder.Tables = entry.Tables;
                state.Resolve(decoder.Read(frame[entry.From..entry.To]));
            }

            if (state is { First: > 0, Second: > 0, Third: > 0 })
            {
                break;
            }
        }

        decoder.Tables = tables;
        entries.Clear();
        return state;
    }

    private readonly record struct Entry(int From, int To, SequenceTables Tables);
}
