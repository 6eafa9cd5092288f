using Erasure.Parquet.Buffers;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>
/// Writes the blocks of a frame, of given literals and matches or copied from another frame, and keeps what a decoder has behind
/// each: tables, tree and recent offsets. Tables and trees are those of the other frame; where the format lets a block lean on
/// an earlier one it does, and where another table came between it describes its own again.
/// </summary>
internal sealed class ZstdBlockWriter
{
    private const int LongestMatch = 131_074;

    private readonly byte[] literals = new byte[ZstdFrameHeader.MaxBlockLength];
    private ZstdSequence[] sequences = new ZstdSequence[1 << 12];
    private ByteBuffer output = null!;
    private SequenceTables wantedTables;
    private HuffmanTree? wantedTree;
    private SequenceTables tables;
    private RecentOffsets recentBefore;
    private int lastHeader;
    private int literalCount;
    private int sequenceCount;
    private int matched;
    private int pendingLiterals;
    private long lastOffset;

    /// <summary>The tables in force.</summary>
    public SequenceTables Tables { get => tables; set => tables = value; }

    /// <summary>The tree in force.</summary>
    public HuffmanTree? Tree { get; set; }

    /// <summary>The recent offsets.</summary>
    public RecentOffsets Recent { get; set; }

    /// <summary>A new frame begins.</summary>
    public void Reset(ByteBuffer output)
    {
        this.output = output;
        lastHeader = -1;
        tables = default;
        Tree = null;
        Recent = RecentOffsets.Begin;
        Begin(default, null);
    }

    /// <summary>Begins to collect a block, to be written with these tables and this tree where they have its codes.</summary>
    public void Begin(SequenceTables tables, HuffmanTree? tree)
    {
        (wantedTables, wantedTree) = (tables, tree);
        Clear();
    }

    public void AddLiterals(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(literals.AsSpan(literalCount));
        literalCount += bytes.Length;
        pendingLiterals += bytes.Length;
    }

    /// <summary>Adds a match; <paramref name="preferred"/> is the value to write for the offset if it stands for it.</summary>
    public void AddMatch(int length, long offset, uint preferred)
    {
        matched += length;
        if (pendingLiterals == 0 && sequenceCount > 0 && lastOffset == offset && sequences[sequenceCount - 1].Length + length <= LongestMatch)
        {
            ref ZstdSequence before = ref sequences[sequenceCount - 1];
            before = before with { Length = before.Length + length };
            return;
        }

        RecentOffsets recent = Recent;
        uint value = recent.ValueOf(offset, pendingLiterals == 0, preferred);
        Recent = recent;
        if (sequenceCount == sequences.Length)
        {
            Array.Resize(ref sequences, 2 * sequenceCount);
        }

        sequences[sequenceCount++] = new ZstdSequence(pendingLiterals, length, value);
        pendingLiterals = 0;
        lastOffset = offset;
    }

    /// <summary>Writes the block that was collected, if there is one, and begins the next.</summary>
    /// <returns>False where it would be no shorter than its content: that must be written instead, and recent offsets are as before.</returns>
    public bool TryFlush()
    {
        bool isWritten = true;
        if (literalCount + matched > 0)
        {
            int content = literalCount + matched, start = output.Length;
            Span<byte> room = output.Reserve(ZstdBlockDecoder.HeaderLength + LiteralsEncoder.MaxLength(literalCount) + content);
            Span<byte> body = room[ZstdBlockDecoder.HeaderLength..];
            (SequenceTables tablesBefore, HuffmanTree? tree) = (tables, Tree);
            int size = LiteralsEncoder.Write(literals.AsSpan(0, literalCount), wantedTree, ref tree, body);
            size += EncodeSequences(sequences.AsSpan(0, sequenceCount), body[size..]);
            isWritten = Complete(start, size, content);
            Tree = isWritten ? tree : Tree;
            tables = isWritten ? tables : tablesBefore;
        }

        Clear();
        return isWritten;
    }

    /// <summary>Writes a block of a literals section as it is, and of other sequences.</summary>
    /// <param name="section">The literals section, whose tree is in force or in itself.</param>
    /// <param name="tree">The tree in force behind it.</param>
    /// <param name="block">The sequences.</param>
    /// <param name="wanted">Their tables.</param>
    /// <param name="recent">The recent offsets behind them.</param>
    /// <param name="content">Bytes that the block makes.</param>
    /// <returns>As <see cref="TryFlush"/>.</returns>
    public bool TryWrite(ReadOnlySpan<byte> section, HuffmanTree? tree, ReadOnlySpan<ZstdSequence> block, SequenceTables wanted, RecentOffsets recent, int content)
    {
        Begin(wanted, null);
        Recent = recent;
        int start = output.Length;
        SequenceTables tablesBefore = tables;
        Span<byte> body = output.Reserve(ZstdBlockDecoder.HeaderLength + section.Length + content)[ZstdBlockDecoder.HeaderLength..];
        section.CopyTo(body);
        bool isWritten = Complete(start, section.Length + EncodeSequences(block, body[section.Length..]), content);
        Tree = isWritten ? tree : Tree;
        tables = isWritten ? tables : tablesBefore;
        return isWritten;
    }

    /// <summary>Writes a block as it is. The caller keeps up tables, tree and recent offsets.</summary>
    public void Copy(ZstdBlockHeader header, ReadOnlySpan<byte> body)
    {
        lastHeader = output.Length;
        (header with { IsLast = false }).Write(output.Reserve(ZstdBlockDecoder.HeaderLength));
        output.Append(body);
    }

    public void WriteRaw(ReadOnlySpan<byte> content)
    {
        if (!content.IsEmpty)
        {
            Copy(new ZstdBlockHeader(false, ZstdBlockKind.Raw, content.Length), content);
        }
    }

    public void WriteRepeated(byte value, int count)
    {
        if (count > 0)
        {
            Copy(new ZstdBlockHeader(false, ZstdBlockKind.Repeated, count), [value]);
        }
    }

    /// <summary>Ends the frame's blocks.</summary>
    public void Finish()
    {
        if (lastHeader < 0)
        {
            Copy(new ZstdBlockHeader(false, ZstdBlockKind.Raw, 0), []);
        }

        output.Span[lastHeader] |= 1;
    }

    private int EncodeSequences(ReadOnlySpan<ZstdSequence> block, Span<byte> destination) =>
        SequencesEncoder.Write(block, wantedTables, ref tables, destination);

    private bool Complete(int start, long size, int content)
    {
        if (size >= content || size < 0)
        {
            output.Truncate(start);
            Recent = recentBefore;
            return false;
        }

        lastHeader = start;
        new ZstdBlockHeader(false, ZstdBlockKind.Compressed, (int)size).Write(output.Span[start..]);
        output.Truncate(start + ZstdBlockDecoder.HeaderLength + (int)size);
        return true;
    }

    private void Clear()
    {
        literalCount = sequenceCount = matched = pendingLiterals = 0;
        recentBefore = Recent;
    }
}
