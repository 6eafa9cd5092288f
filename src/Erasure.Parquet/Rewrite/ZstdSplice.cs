using System.Buffers.Binary;
using Erasure.Parquet.Buffers;
using Erasure.Parquet.Codecs;
using Erasure.Parquet.Codecs.Zstd;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Hashing;
using Erasure.Parquet.Metadata;

namespace Erasure.Parquet.Rewrite;

/// <summary>
/// Makes a zstd frame of the parts of another one that stay, out of its blocks and sequences instead of compressing anew: blocks
/// that mean the same in the new frame are copied, the others get their sequences with shorter offsets and their old tables.
/// What was copied from bytes that go is copied from where those came from, or becomes literals.
/// </summary>
/// <param name="frame">The body, known to be valid.</param>
/// <param name="ends">Where what its blocks make ends, empty blocks left out; empty if that isn't known.</param>
/// <param name="plain">What it decompresses to.</param>
/// <param name="kept">The parts of <paramref name="plain"/> that stay, in order, none empty, no two touching.</param>
/// <param name="codec">Compresses the new prefix, and decompresses the new frame to check it.</param>
/// <param name="output">Where the new frame goes.</param>
internal ref struct ZstdSplice(ReadOnlySpan<byte> frame, ReadOnlySpan<int> ends, ReadOnlySpan<byte> plain, ReadOnlySpan<ValueRun> kept, ICodec codec, ByteBuffer output)
{
    /// <summary>Room for a block while it is made.</summary>
    public const int Room = 4 * ZstdFrameHeader.MaxBlockLength;

    /// <summary>Offsets in a longer content may have no code in the format's own table.</summary>
    private const int LongestContent = 1 << 28;

    /// <summary>A new prefix up to this long isn't worth compressing.</summary>
    private const int ShortPrefix = 64;

    [ThreadStatic]
    private static Tools? ofThisThread;

    private readonly ReadOnlySpan<byte> frame = frame;
    private readonly ReadOnlySpan<int> ends = ends;
    private readonly ReadOnlySpan<byte> plain = plain;
    private readonly ReadOnlySpan<ValueRun> kept = kept;
    private readonly Tools tools = ofThisThread ??= new Tools();
    private readonly ZstdBlockWriter writer = ofThisThread.Writer;
    private KeptParts parts = null!;
    private ZstdBlockSplice rebuilt;
    private ZstdFrameHeader header;

    /// <summary>Whether what was copied since the recent offsets were known can name one that reaches beyond the window.</summary>
    private bool exceedsWindow;

    /// <summary>The tree in force in the old frame.</summary>
    private HuffmanTree? tree;

    /// <summary>The tree of the block at hand; null where its literals are not compressed.</summary>
    private HuffmanTree? blockTree;

    /// <summary>The recent offsets of the old frame.</summary>
    private RecentOffsets recent = RecentOffsets.Begin;

    /// <summary>
    /// Whether editing a frame takes less time than compressing it anew, or little more for the sake of its ratio. Blocks within a
    /// window behind bytes that go are decoded and encoded, one or two of them for each such place byte for byte.
    /// </summary>
    public static bool IsWorthIt(ReadOnlySpan<byte> frame, int length, ReadOnlySpan<ValueRun> kept)
    {
        if (ZstdFrameHeader.IsSkippable(frame) || !ZstdFrameHeader.TryRead(frame, out ZstdFrameHeader header))
        {
            return false;
        }

        long cost = 0;
        foreach (ValueRun run in kept)
        {
            cost += run.Start > kept[0].Start ? Math.Min(run.Count, header.WindowSize) + ZstdFrameHeader.MaxBlockLength : 0;
        }

        return cost <= length + (2 * ZstdFrameHeader.MaxBlockLength);
    }

    /// <summary>Writes the new frame: <paramref name="prefix"/>, then the parts.</summary>
    /// <param name="prefix">What is new.</param>
    /// <param name="replaced">Bytes of the content in whose place it comes; none of the parts begins before.</param>
    /// <returns>False where the body is of a kind that isn't edited, or was edited wrongly; what was written then is of no use.</returns>
    public bool TryWrite(ReadOnlySpan<byte> prefix, int replaced)
    {
        try
        {
            if (kept.IsEmpty || plain.Length > LongestContent || !IsOneFrame() || (!header.IsSingleSegment && prefix.Length > header.WindowSize))
            {
                return false;
            }

            tools.Reset(output);
            using KeptParts keptParts = new(plain, kept, prefix, replaced);
            parts = keptParts;
            rebuilt = new ZstdBlockSplice(plain, parts, header.IsSingleSegment ? long.MaxValue : header.WindowSize, tools.Erased, writer);
            int start = output.Length;
            ZstdFrameHeader edited = header with { ContentSize = header.ContentSize is null ? null : parts.Total };
            output.Truncate(start + edited.Write(output.Reserve(ZstdFrameHeader.MaxLength)));
            WritePrefix(prefix);
            WriteBlocks();
            writer.Finish();
            WriteChecksum(prefix);
            return MakesWhatIsDue(output.Span[start..], prefix);
        }
        catch (Exception fault) when (Guard.IsFault(fault))
        {
            // libzstd takes what the format doesn't quite allow; the page was decoded, so it can be compressed
            return false;
        }
    }

    /// <summary>Whether the body is one frame that makes <see cref="plain"/>, and nothing else.</summary>
    private bool IsOneFrame()
    {
        if (!ZstdFrameHeader.TryRead(frame, out header) || (header.ContentSize ?? plain.Length) != plain.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = frame[header.HeaderLength..];
        while (!ZstdBlockHeader.Take(ref rest, out _).IsLast)
        {
        }

        return rest.Length == (header.HasChecksum ? sizeof(uint) : 0);
    }

    /// <summary>Writes the prefix as blocks of its own.</summary>
    private readonly void WritePrefix(ReadOnlySpan<byte> prefix)
    {
        if (prefix.Length <= ShortPrefix)
        {
            writer.WriteRaw(prefix);
            return;
        }

        using ByteBuffer compressed = new();
        Span<byte> room = compressed.Reset(codec.MaxCompressedLength(prefix.Length));
        ReadOnlySpan<byte> rest = room[..codec.Compress(prefix, room)];
        if (!ZstdFrameHeader.TryRead(rest, out ZstdFrameHeader frameHeader))
        {
            throw ZstdErrors.Truncated();
        }

        rest = rest[frameHeader.HeaderLength..];
        RecentOffsets offsets = writer.Recent;
        ZstdBlockHeader block;
        do
        {
            block = ZstdBlockHeader.Take(ref rest, out ReadOnlySpan<byte> body);
            writer.Copy(block, body);
            if (block.Kind == ZstdBlockKind.Compressed)
            {
                offsets.Resolve(tools.Decoder.Read(body[LiteralsHeader.Read(body).SectionLength..]));
            }
        }
        while (!block.IsLast);
        writer.Recent = offsets;
        writer.Tables = tools.Decoder.Tables;
        tools.Decoder.Reset();
    }

    private void WriteBlocks()
    {
        ReadOnlySpan<byte> rest = frame[header.HeaderLength..];
        int position = 0;
        for (int made = 0; parts[parts.Count - 1].End > position;)
        {
            ZstdBlockHeader block = ZstdBlockHeader.Take(ref rest, out ReadOnlySpan<byte> body);
            int before = position;
            int end = made < ends.Length ? ends[made] : plain.Length;
            if (block.Kind != ZstdBlockKind.Compressed)
            {
                position = WritePlain(block, body, position);
            }
            else
            {
                position = TryCopy(block, body, frame.Length - rest.Length - body.Length, position, end) ? end : WriteCompressed(block, body, position);
            }

            made += position > before ? 1 : 0;
            bool isElsewhere = position > before && !ends.IsEmpty && position != end;
            if (isElsewhere || (block.IsLast && position != plain.Length))
            {
                throw ZstdErrors.Corrupt("a frame makes another number of bytes than it did.");
            }
        }
    }

    /// <summary>Copies a block without a look at its sequences, where none can reach over a gap.</summary>
    private bool TryCopy(ZstdBlockHeader block, ReadOnlySpan<byte> body, int bodyAt, int start, int end)
    {
        int part = parts.Find(start);
        bool isWhole = !ends.IsEmpty && IsWhole(part, start, end) && body.Length <= end - start;
        bool isHead = part == parts.Head;
        if (!isWhole || recent != writer.Recent || !(isHead || IsBeyondReach(start, parts[part].Start)))
        {
            return false;
        }

        SequenceTables before = tools.Decoder.Tables;
        HuffmanTree? treeBefore = tree;
        LiteralsHeader literals = ReadTree(body);
        ReadOnlySpan<byte> section = body[literals.SectionLength..];
        int count = tools.Decoder.ReadHeader(ref section);
        bool isEmpty = literals.Count + count == 0;
        bool mayExceed = count > 0 && 1L << (tools.Decoder.Tables.Offsets!.HighestCode + 1) > header.WindowSize;
        if (isEmpty || (mayExceed && !isHead) || (tools.Decoder.RepeatsTable && before != writer.Tables) || (literals.Kind == LiteralsKind.Treeless && !ReferenceEquals(tree, writer.Tree)))
        {
            tools.Decoder.Tables = before;
            tree = treeBefore;
            return false;
        }

        exceedsWindow |= mayExceed;
        tools.Copied.Add(bodyAt + literals.SectionLength, bodyAt + body.Length, before);
        Copy(block, body, count);
        return true;
    }

    /// <summary>Whether no match at <paramref name="start"/> or behind can copy from before <paramref name="partStart"/>. Not all writers keep to the window: it is looked at.</summary>
    private readonly bool IsBeyondReach(int start, int partStart) =>
        start - header.WindowSize >= partStart && !exceedsWindow && Math.Max(recent.First, Math.Max(recent.Second, recent.Third)) <= header.WindowSize;

    private readonly bool IsWhole(int part, int start, int end) =>
        part < parts.Count && start >= parts.Written && parts[part].Start <= start && end <= parts[part].End;

    /// <summary>Copies a block whose tables, tree and offsets are in force.</summary>
    private readonly void Copy(ZstdBlockHeader block, ReadOnlySpan<byte> body, int sequenceCount)
    {
        writer.Copy(block, body);
        writer.Tables = sequenceCount == 0 ? writer.Tables : tools.Decoder.Tables;
        writer.Tree = blockTree ?? writer.Tree;
    }

    /// <summary>Reads the literals header, and the tree if there is one.</summary>
    private LiteralsHeader ReadTree(ReadOnlySpan<byte> body)
    {
        LiteralsHeader literals = LiteralsHeader.Read(body);
        ReadOnlySpan<byte> streams = literals.Body(body);
        tree = literals.Kind == LiteralsKind.Compressed ? new HuffmanTree(streams[..HuffmanWeights.DescriptionLength(streams)]) : tree;
        blockTree = literals.Kind >= LiteralsKind.Compressed ? tree : null;
        return literals;
    }

    private void WriteChecksum(ReadOnlySpan<byte> prefix)
    {
        if (header.HasChecksum)
        {
            XxHash64 hash = new();
            hash.Append(prefix);
            foreach (ValueRun run in kept)
            {
                hash.Append(plain.Slice(run.Start, run.Count));
            }

            BinaryPrimitives.WriteUInt32LittleEndian(output.Reserve(sizeof(uint)), (uint)hash.Digest());
        }
    }

    /// <summary>Decompresses what was written: editing is intricate, and what it would break are other people's rows.</summary>
    private readonly bool MakesWhatIsDue(ReadOnlySpan<byte> edited, ReadOnlySpan<byte> prefix)
    {
        using ByteBuffer made = new();
        Span<byte> content = made.Reset(parts.Total);
        if (codec.Decompress(edited, content) != content.Length || !content.StartsWith(prefix))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = content[prefix.Length..];
        foreach (ValueRun run in kept)
        {
            if (!rest.StartsWith(plain.Slice(run.Start, run.Count)))
            {
                return false;
            }

            rest = rest[run.Count..];
        }

        return rest.IsEmpty;
    }

    private int WritePlain(ZstdBlockHeader block, ReadOnlySpan<byte> body, int start)
    {
        int end = start + block.Size;
        if (block.Kind == ZstdBlockKind.Raw)
        {
            rebuilt.WriteKept(start, end);
        }
        else
        {
            int count = 0;
            for (int at = parts.Find(start); at < parts.Count && parts[at].Start < end; at++)
            {
                count += Math.Max(0, Math.Min(end, parts[at].End) - Math.Max(Math.Max(start, parts.Written), parts[at].Start));
            }

            writer.WriteRepeated(body[0], count);
        }

        return end;
    }

    private int WriteCompressed(ZstdBlockHeader block, ReadOnlySpan<byte> body, int start)
    {
        if (!tools.Copied.IsEmpty)
        {
            recent = writer.Recent = tools.Copied.PassBy(frame, recent);
            exceedsWindow = false;
        }

        LiteralsHeader literals = ReadTree(body);
        ReadOnlySpan<byte> section = body[..literals.SectionLength];
        SequenceTables before = tools.Decoder.Tables;
        ReadOnlySpan<ZstdSequence> sequences = tools.Decoder.Read(body[section.Length..]);
        int end = start + literals.Count;
        foreach (ZstdSequence sequence in sequences)
        {
            end += sequence.Length;
        }

        int part = parts.Find(start);
        bool keepsLiterals = IsWhole(part, start, end) && body.Length <= end - start && (literals.Kind != LiteralsKind.Treeless || ReferenceEquals(tree, writer.Tree));
        RecentOffsets made = writer.Recent;
        if (!keepsLiterals || !tools.Shortened.TryMake(sequences, parts, part, start, ref recent, ref made))
        {
            rebuilt.Write(sequences, tools.Decoder.Tables, blockTree, ref recent, start, end);
        }
        else if (tools.Shortened.IsSame && (!tools.Decoder.RepeatsTable || before == writer.Tables))
        {
            writer.Recent = made;
            Copy(block, body, sequences.Length);
        }
        else if (!writer.TryWrite(section, blockTree ?? writer.Tree, tools.Shortened.Sequences, tools.Decoder.Tables, made, end - start))
        {
            rebuilt.WriteKept(start, end);
        }

        return end;
    }

    /// <summary>What is worked with, kept for the thread's next frame.</summary>
    private sealed class Tools
    {
        public Tools() => Copied = new CopiedBlocks(Decoder);

        public SequencesDecoder Decoder { get; } = new();

        public ZstdBlockWriter Writer { get; } = new();

        public ErasedMatches Erased { get; } = new();

        public ShortenedMatches Shortened { get; } = new();

        public CopiedBlocks Copied { get; }

        public void Reset(ByteBuffer output)
        {
            Decoder.Reset();
            Writer.Reset(output);
            Erased.Clear();
            Copied.Clear();
        }
    }
}
