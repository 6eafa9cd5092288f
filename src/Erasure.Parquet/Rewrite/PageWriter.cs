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
        int levelBytes = isV2 ? body.Length : 0;
        PageSizes sizes = new(0, 0, split.KeptEntryCount, split.KeptEntryCount - split.KeptValueCount, split.KeptRows, definitionBytes, repetitionBytes);
        PageDecoder? spliced = CanSplice(page, split) ? page : null;
        if (spliced is null)
        {
            page.Values.Encode(column, split.KeptValues, body);
        }

        return Finish(old, sizes, levelBytes, isCompressed, statistics, spliced);
    }

    /// <summary>Writes a dictionary page with other values.</summary>
    public OutputPiece WriteDictionary(PageHeader old, ReadOnlySpan<byte> values)
    {
        body.Clear();
        body.Append(values);
        return Finish(old, new PageSizes(0, 0, old.ValueCount, 0, 0, 0, 0), 0, isCompressed: true, statistics: null, spliced: null);
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

    /// <summary>
    /// Whether the new block can be made of the old one: values that lie in the decompressed block as they are written, of which
    /// long stretches stay. Fills <see cref="keptBytes"/> with them.
    /// </summary>
    private bool CanSplice(PageDecoder page, RowSplit split)
    {
        keptBytes.Clear();
        PageValues values = page.Values;
        bool isPlain = values.Encoding == ValueEncoding.Plain && column.Type != PhysicalType.Boolean;
        if (codec is not SnappyCodec || !isPlain || page.Compressed.Block.IsEmpty || page.Compressed.Plain.Length / ShortestStretch < split.KeptValues.Length)
        {
            return false;
        }

        int start = page.ValuesStart;
        foreach (ValueRun run in split.KeptValues)
        {
            (int from, int to) = column.IsVariable
                ? (values.Values.Starts[run.Start] - sizeof(int), values.Values.Starts[run.End - 1] + values.Values.Lengths[run.End - 1])
                : (run.Start * column.Width, run.End * column.Width);
            keptBytes.Add(new ValueRun(start + from, to - from));
        }

        return true;
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The piece owns the buffer, and whoever takes it disposes of it.")]
    private OutputPiece Finish(PageHeader old, PageSizes sizes, int levelBytes, bool isCompressed, ThriftStruct? statistics, PageDecoder? spliced)
    {
        ByteBuffer output = new();
        try
        {
            return Finish(output, old, sizes, levelBytes, isCompressed, statistics, spliced);
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    private OutputPiece Finish(ByteBuffer output, PageHeader old, PageSizes sizes, int levelBytes, bool isCompressed, ThriftStruct? statistics, PageDecoder? spliced)
    {
        output.Reserve(HeaderRoom);
        output.Append(body.Span[..levelBytes]);
        ReadOnlySpan<byte> plain = body.Span[levelBytes..];
        if (spliced is not null)
        {
            output.EnsureRoom(spliced.Compressed.Block.Length + plain.Length + RoomForCuts);
            new SnappySplice(spliced.Compressed.Block.Span, spliced.Marks, spliced.Compressed.Plain.Span, CollectionsMarshal.AsSpan(keptBytes), output).Write(plain);
        }
        else if (!isCompressed || codec is UncompressedCodec || (plain.IsEmpty && old.Kind == PageKind.DataV2))
        {
            output.Append(plain);
        }
        else
        {
            int bound = codec.MaxCompressedLength(plain.Length), before = output.Length;
            int written = codec.Compress(plain, output.Reserve(bound));
            output.Truncate(before + written);
        }

        sizes = sizes with { Compressed = output.Length - HeaderRoom, Uncompressed = body.Length + (spliced is null ? 0 : keptBytes.Sum(run => run.Count)) };
        int? crc = old.Crc is null ? null : (int)Crc32.Compute(output.Span[HeaderRoom..]);
        header.Clear();
        CompactWriter.WriteStruct(header, old.With(sizes, crc, statistics));
        UncompressedSize = (long)header.Length + sizes.Uncompressed;
        return Join(output);
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
}
