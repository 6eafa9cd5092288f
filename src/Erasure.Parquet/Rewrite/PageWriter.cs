using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Erasure.Parquet.Buffers;
using Erasure.Parquet.Codecs;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Rewrite;

/// <summary>Writes pages anew: the same version, encodings and codec, fewer entries.</summary>
internal sealed class PageWriter(LeafColumn column, ICodec codec) : IDisposable
{
    /// <summary>Room kept before a body for its header, which is known last.</summary>
    private const int HeaderRoom = 256;

    /// <summary>Bytes that stay between two that go, on average, from which editing a block's tags beats compressing it anew.</summary>
    private const int ShortestStretch = 1024;

    /// <summary>What editing a block's tags may add to it, as a rule.</summary>
    private const int RoomForCuts = 16 * 1024;

    private readonly List<ValueRun> keptBytes = [];

    private readonly ByteBuffer body = new();
    private readonly ByteBuffer levels = new();
    private readonly ByteBuffer header = new();

    /// <summary>Bytes, header included, that the last page has uncompressed.</summary>
    public long UncompressedSize { get; private set; }

    /// <summary>Writes the entries of a data page that stay.</summary>
    public OutputPiece Write(PageHeader old, PageDecoder page, RowSplit split, bool isCompressed, ThriftStruct? statistics)
    {
        body.Clear();
        bool isV2 = old.Kind == PageKind.DataV2;
        int repetitionBytes = WriteLevels(page.Repetition, column.MaxRepetition, isV2 ? null : old.RepetitionEncoding, split);
        int definitionBytes = WriteLevels(page.Definition, column.MaxDefinition, isV2 ? null : old.DefinitionEncoding, split);
        PageSizes sizes = new(0, 0, split.KeptEntryCount, split.KeptEntryCount - split.KeptValueCount, split.KeptRows, definitionBytes, repetitionBytes);
        return Finish(old, sizes, isV2 ? body.Length : 0, isCompressed, statistics, new Survivors(page, split));
    }

    /// <summary>Writes a dictionary page with other values.</summary>
    public OutputPiece WriteDictionary(PageHeader old, ReadOnlySpan<byte> values)
    {
        body.Clear();
        body.Append(values);
        return Finish(old, new PageSizes(0, 0, old.ValueCount, 0, 0, 0, 0), 0, isCompressed: true, statistics: null, survivors: null);
    }

    /// <summary>Writes a page that stays under a header of which only what is understood stays.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The piece owns the buffer, and whoever takes it disposes of it.")]
    public OutputPiece WriteSame(PageHeader old, ReadOnlySpan<byte> bytes)
    {
        ByteBuffer output = new();
        output.Reserve(HeaderRoom);
        output.Append(bytes);
        header.Clear();
        CompactWriter.WriteStruct(header, old.Known());
        UncompressedSize = (long)header.Length + old.UncompressedSize;
        return Join(output);
    }

    public void Dispose()
    {
        body.Dispose();
        levels.Dispose();
        header.Dispose();
    }

    /// <param name="levelsOf">The page's levels; empty where the column has none.</param>
    /// <param name="maxLevel">The highest there can be.</param>
    /// <param name="v1Encoding">How a v1 page has them; null in a v2 page, which writes no length before them.</param>
    /// <param name="split">What stays.</param>
    /// <returns>Bytes written.</returns>
    private int WriteLevels(ReadOnlySpan<byte> levelsOf, int maxLevel, ValueEncoding? v1Encoding, RowSplit split)
    {
        if (maxLevel == 0)
        {
            return 0;
        }

        levels.Clear();
        foreach (ValueRun run in split.KeptEntries)
        {
            levels.Append(levelsOf.Slice(run.Start, run.Count));
        }

        int start = body.Length, width = PageDecoder.BitWidth(maxLevel);
        if (v1Encoding == ValueEncoding.BitPacked)
        {
            BitPackedLevels.Encode(levels.Span, width, body);
            return body.Length - start;
        }

        int prefix = v1Encoding is null ? 0 : sizeof(int);
        body.Reserve(prefix);
        RleHybrid.Encode<byte>(levels.Span, width, body);
        if (prefix > 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(body.Span[start..], body.Length - start - prefix);
        }

        return body.Length - start;
    }

    /// <summary>Makes the new compressed block of the old one, where values lie in it as they are written and it is worth it.</summary>
    /// <returns>Bytes of values in it; 0 where it isn't made.</returns>
    private int TrySplice(PageDecoder page, RowSplit split, ReadOnlySpan<byte> prefix, ByteBuffer output)
    {
        bool isPlain = page.Values.Encoding == ValueEncoding.Plain && column.Type != PhysicalType.Boolean;
        if (!isPlain || page.Compressed.Block.IsEmpty || split.KeptValues.IsEmpty)
        {
            return 0;
        }

        FindKeptBytes(page, split);
        int before = output.Length, count = keptBytes.Sum(run => run.Count);
        if (count > 0 && TrySplice(page, prefix, output))
        {
            return count;
        }

        output.Truncate(before);
        return 0;
    }

    private bool TrySplice(PageDecoder page, ReadOnlySpan<byte> prefix, ByteBuffer output)
    {
        ReadOnlySpan<byte> block = page.Compressed.Block.Span, plain = page.Compressed.Plain.Span;
        ReadOnlySpan<ValueRun> kept = CollectionsMarshal.AsSpan(keptBytes);
        int room = block.Length + prefix.Length + RoomForCuts;
        switch (codec)
        {
            case SnappyCodec when plain.Length / ShortestStretch >= kept.Length:
                output.EnsureRoom(room);
                new SnappySplice(block, page.Marks, plain, kept, output).Write(prefix);
                return true;
            case ZstdCodec when ZstdSplice.IsWorthIt(block, plain.Length, kept):
                output.EnsureRoom(room + ZstdSplice.Room);
                return new ZstdSplice(block, page.BlockEnds, plain, kept, codec, output).TryWrite(prefix, page.ValuesStart);
            default:
                return false;
        }
    }

    private void FindKeptBytes(PageDecoder page, RowSplit split)
    {
        keptBytes.Clear();
        PageValues values = page.Values;
        int start = page.ValuesStart;
        foreach (ValueRun run in split.KeptValues)
        {
            (int from, int to) = column.IsVariable
                ? (values.Values.Starts[run.Start] - sizeof(int), values.Values.Starts[run.End - 1] + values.Values.Lengths[run.End - 1])
                : (run.Start * column.Width, run.End * column.Width);
            keptBytes.Add(new ValueRun(start + from, to - from));
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The piece owns the buffer, and whoever takes it disposes of it.")]
    private OutputPiece Finish(PageHeader old, PageSizes sizes, int levelBytes, bool isCompressed, ThriftStruct? statistics, Survivors? survivors)
    {
        ByteBuffer output = new();
        try
        {
            return Finish(output, old, sizes, levelBytes, isCompressed, statistics, survivors);
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    private OutputPiece Finish(ByteBuffer output, PageHeader old, PageSizes sizes, int levelBytes, bool isCompressed, ThriftStruct? statistics, Survivors? survivors)
    {
        output.Reserve(HeaderRoom);
        output.Append(body.Span[..levelBytes]);
        int spliced = survivors is { } some ? TrySplice(some.Page, some.Split, body.Span[levelBytes..], output) : 0;
        if (spliced == 0)
        {
            survivors?.EncodeTo(body, column);
            Compress(body.Span[levelBytes..], isCompressed && (levelBytes < body.Length || old.Kind != PageKind.DataV2), output);
        }

        sizes = sizes with { Compressed = output.Length - HeaderRoom, Uncompressed = body.Length + spliced };
        int? crc = old.Crc is null ? null : (int)Crc32.Compute(output.Span[HeaderRoom..]);
        header.Clear();
        CompactWriter.WriteStruct(header, old.With(sizes, crc, statistics));
        UncompressedSize = (long)header.Length + sizes.Uncompressed;
        return Join(output);
    }

    private void Compress(ReadOnlySpan<byte> plain, bool isCompressed, ByteBuffer output)
    {
        if (!isCompressed || codec is UncompressedCodec)
        {
            output.Append(plain);
            return;
        }

        int bound = codec.MaxCompressedLength(plain.Length), before = output.Length;
        int written = codec.Compress(plain, output.Reserve(bound));
        output.Truncate(before + written);
    }

    private OutputPiece Join(ByteBuffer output)
    {
        int start = HeaderRoom - header.Length;
        if (start < 0)
        {
            int bodyBytes = output.Length - HeaderRoom;
            output.Reserve(-start);
            output.Span.Slice(HeaderRoom, bodyBytes).CopyTo(output.Span[header.Length..]);
            start = 0;
        }

        header.Span.CopyTo(output.Span[start..]);
        return new OutputPiece(default, output, start);
    }

    /// <summary>A data page, and what stays of it.</summary>
    private readonly record struct Survivors(PageDecoder Page, RowSplit Split)
    {
        /// <summary>Encodes the values that stay, which mostly take less room than all did.</summary>
        public void EncodeTo(ByteBuffer output, LeafColumn column)
        {
            output.EnsureRoom(Page.EncodedValues.Length);
            Page.Values.Encode(column, Split.KeptValues, output);
        }
    }
}
