using Erasure.Parquet.Codecs.Zstd;
using Erasure.Parquet.Encodings;

namespace Erasure.Parquet.Rewrite;

/// <summary>
/// Makes blocks of what stays of a block, literal by literal and match by match. What was copied from bytes that go is copied from
/// where those came from, or becomes literals.
/// </summary>
/// <param name="plain">The content of the whole frame.</param>
/// <param name="parts">What stays of it.</param>
/// <param name="window">How far back a match may reach.</param>
/// <param name="erased">What the bytes that went, before this block, were copied from.</param>
/// <param name="writer">Writes the new frame.</param>
internal ref struct ZstdBlockSplice(ReadOnlySpan<byte> plain, KeptParts parts, long window, ErasedMatches erased, ZstdBlockWriter writer)
{
    /// <summary>A shorter piece of a match that was cut is cheaper as literals.</summary>
    private const int ShortestPiece = 4;

    /// <summary>How often what was copied from bytes that go is followed to where those came from.</summary>
    private const int MostSteps = 16;

    private readonly ReadOnlySpan<byte> plain = plain;
    private HuffmanTree? tree;

    /// <summary>The first part that ends behind the place at hand.</summary>
    private int part;

    /// <summary>That part; empty for none.</summary>
    private ValueRun current;

    /// <summary>Where the content begins that was given to the writer and is not yet written.</summary>
    private int collectedFrom;

    /// <summary>Writes what stays of a block.</summary>
    /// <param name="sequences">Its sequences.</param>
    /// <param name="tables">Their tables.</param>
    /// <param name="literalsTree">The tree of its literals; null where they are not compressed.</param>
    /// <param name="recent">The recent offsets of the old frame.</param>
    /// <param name="start">Where its content begins.</param>
    /// <param name="end">Where that ends.</param>
    public void Write(ReadOnlySpan<ZstdSequence> sequences, SequenceTables tables, HuffmanTree? literalsTree, ref RecentOffsets recent, int start, int end)
    {
        int position = start;
        tree = literalsTree;
        collectedFrom = start;
        part = parts.Find(start);
        current = part < parts.Count ? parts[part] : default;
        writer.Begin(tables, tree);
        foreach (ZstdSequence sequence in sequences)
        {
            long offset = recent.Resolve(sequence.OffsetValue, sequence.Literals == 0);
            AddLiterals(position, position + sequence.Literals);
            position += sequence.Literals;
            if (offset <= 0 || offset > position)
            {
                throw ZstdErrors.Corrupt("a match begins before the frame or its window.");
            }

            AddMatch(position, sequence, (int)offset);
            position += sequence.Length;
        }

        AddLiterals(position, end);
        Flush(end);
    }

    private void AddLiterals(int from, int to)
    {
        from = Math.Max(from, parts.Written);
        to = Math.Max(from, to);
        MoveTo(from);
        if (from >= current.Start && to <= current.End)
        {
            writer.AddLiterals(plain[from..to]);
            return;
        }

        for (int at = part; at < parts.Count && parts[at].Start < to; at++)
        {
            int start = Math.Max(from, parts[at].Start);
            writer.AddLiterals(plain[start..Math.Min(to, parts[at].End)]);
        }
    }

    private void AddMatch(int from, ZstdSequence match, int offset)
    {
        int to = from + match.Length, position = Math.Max(from, parts.Written);
        MoveTo(position);
        if (position == from && from >= current.Start && to <= current.End && from - offset >= current.Start)
        {
            writer.AddMatch(match.Length, offset, match.OffsetValue);
            return;
        }

        for (int at = part; position < to; at++)
        {
            int start = at < parts.Count ? Math.Min(to, parts[at].Start) : to;
            if (start > position)
            {
                erased.Add(position, start, offset);
                position = start;
            }

            if (position < to)
            {
                int length = Math.Min(to, parts[at].End) - position;
                AddPiece(position, length, position - offset, at, match);
                position += length;
            }
        }
    }

    /// <summary>Adds the bytes at <paramref name="from"/>, which lie in the part <paramref name="at"/>, as copied from <paramref name="source"/>.</summary>
    private void AddPiece(int from, int length, int source, int at, ZstdSequence match, int steps = 0)
    {
        while (length > 0)
        {
            int count = length, sourcePart = parts.Find(source);
            if (sourcePart < parts.Count && parts[sourcePart].Start <= source)
            {
                count = Math.Min(count, parts[sourcePart].End - source);
                int offset = from - source - parts.Shortening(at, sourcePart);
                bool isWorthIt = count >= ShortestPiece || count == match.Length;
                if (isWorthIt && offset <= window)
                {
                    writer.AddMatch(count, offset, match.OffsetValue);
                }
                else
                {
                    AddNewLiterals(from, count);
                }
            }
            else
            {
                count = sourcePart < parts.Count ? Math.Min(count, parts[sourcePart].Start - source) : count;
                if (erased.TryFind(source, ref count, out int earlier) && steps < MostSteps)
                {
                    AddPiece(from, count, earlier, at, match, steps + 1);
                }
                else
                {
                    AddNewLiterals(from, count);
                }
            }

            from += count;
            source += count;
            length -= count;
        }
    }

    /// <summary>Adds literals that were a match; where the block's tree has no code for them they become a block of their own.</summary>
    private void AddNewLiterals(int from, int length)
    {
        ReadOnlySpan<byte> bytes = plain.Slice(from, length);
        if (tree is null || tree.Encoder.Fits(bytes))
        {
            writer.AddLiterals(bytes);
            return;
        }

        Flush(from);
        writer.WriteRaw(bytes);
        collectedFrom = from + length;
    }

    /// <summary>Writes what was collected, up to <paramref name="end"/>.</summary>
    private void Flush(int end)
    {
        if (!writer.TryFlush())
        {
            WriteKept(collectedFrom, end);
        }

        collectedFrom = end;
    }

    private void MoveTo(int position)
    {
        while (part < parts.Count && current.End <= position)
        {
            part++;
            current = part < parts.Count ? parts[part] : default;
        }
    }

    /// <summary>Writes what stays of the content between two places as it is.</summary>
    public readonly void WriteKept(int from, int to)
    {
        from = Math.Max(from, parts.Written);
        to = Math.Max(from, to);
        for (int at = parts.Find(from); at < parts.Count && parts[at].Start < to; at++)
        {
            int start = Math.Max(from, parts[at].Start);
            writer.WriteRaw(plain[start..Math.Min(to, parts[at].End)]);
        }
    }
}
