using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Erasure.Parquet.Buffers;
using Erasure.Parquet.Codecs;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Pages;

/// <summary>Decodes the pages of one column chunk, one at a time: levels, then values where they are wanted.</summary>
internal sealed class PageDecoder(LeafColumn column, ICodec codec, ParquetEraserOptions options, WriterVersion writer) : IDisposable
{
    private const int LevelLengthBytes = 4;

    private readonly ByteBuffer plain = new();
    private readonly ByteBuffer dictionaryBytes = new();
    private readonly ByteBuffer carried = new();
    private readonly ValueBlock dictionaryValues = new();
    private readonly PooledArray<byte> repetition = new();
    private readonly PooledArray<byte> definition = new();
    private ReadOnlyMemory<byte> encodedValues;

    /// <summary>Values of a v2 page that nobody has asked for yet, and the bytes that they are said to have: its levels can be read without them.</summary>
    private (ReadOnlyMemory<byte> Block, int DeclaredSize) pending;
    private readonly List<SnappyMark> marks = [];
    private readonly List<int> blockEnds = [];
    private bool hasLevelSlack;
    private long levelsOf = -1;
    private long valuesOf = -1;

    /// <summary>Repetition levels; empty in a column that doesn't repeat.</summary>
    public ReadOnlySpan<byte> Repetition => repetition.Span;

    /// <summary>Definition levels; empty in a column that is required throughout.</summary>
    public ReadOnlySpan<byte> Definition => definition.Span;

    /// <summary>Entries of the page, nulls included.</summary>
    public int EntryCount { get; private set; }

    /// <summary>Entries that have a value.</summary>
    public int PresentCount { get; private set; }

    /// <summary>How the page encodes its values.</summary>
    public ValueEncoding Encoding { get; private set; }

    /// <summary>The page's values as it encodes them, decompressed.</summary>
    public ReadOnlySpan<byte> EncodedValues
    {
        get
        {
            DecompressPending();
            return encodedValues.Span;
        }
    }

    /// <summary>The chunk's dictionary, once it was read.</summary>
    public ValueBlock? Dictionary { get; private set; }

    public PageValues Values { get; } = new();

    /// <summary>The compressed block that holds the page's values, and what it decompressed to; empty where the values are not compressed.</summary>
    public (ReadOnlyMemory<byte> Block, ReadOnlyMemory<byte> Plain) Compressed { get; private set; }

    /// <summary>Where the values begin in the decompressed block: behind the levels in a v1 page.</summary>
    public int ValuesStart => Compressed.Plain.Length - encodedValues.Length;

    /// <summary>Note the stretches of Snappy blocks and the blocks of zstd frames, for whoever edits them.</summary>
    public bool KeepsMarks { get; init; }

    /// <summary>The stretches of the compressed block, where they were to be noted.</summary>
    public ReadOnlySpan<SnappyMark> Marks => CollectionsMarshal.AsSpan(marks);

    /// <summary>Where what each block of a zstd frame makes ends, where it was to be noted and is known; empty blocks may be left out.</summary>
    public ReadOnlySpan<int> BlockEnds => CollectionsMarshal.AsSpan(blockEnds);

    /// <summary>Bytes of the page whose values were read last are none of its levels and values, and aren't all 0 as padding is.</summary>
    public bool HasSlack => hasLevelSlack || IsSlack(EncodedValues[Values.Consumed..]);

    /// <summary>The same of the dictionary page.</summary>
    public bool HasDictionarySlack { get; private set; }

    public void ReadDictionary(PageHeader header, ReadOnlyMemory<byte> body)
    {
        if (Dictionary is not null)
        {
            throw new RefusedException(RefusalCode.Corrupt, $"Column {column.Ordinal} has a second dictionary, at byte {header.Offset}.");
        }

        if (header.Encoding is not (ValueEncoding.Plain or ValueEncoding.PlainDictionary) || column.Type == PhysicalType.Boolean)
        {
            throw new RefusedException(RefusalCode.UnsupportedEncoding, $"The dictionary at byte {header.Offset} has encoding {(int)header.Encoding} on {column.Type}.");
        }

        CheckValueCount(header);
        int length = Decompress(body.Span, header.UncompressedSize, dictionaryBytes);
        int consumed = Plain.Decode(column, dictionaryBytes.Memory[..length], header.ValueCount, options.MaxPageBytes, dictionaryValues);
        HasDictionarySlack = IsSlack(dictionaryBytes.Span[consumed..length]);
        Dictionary = dictionaryValues;
    }

    /// <summary>Decodes a data page's levels, decompressing it where it must for that. <paramref name="body"/> must stay valid until the values are done with.</summary>
    public void ReadLevels(PageHeader header, ReadOnlyMemory<byte> body)
    {
        // a chunk of one page is read twice where its dictionary may change; what was decompressed is still there, what wasn't lies in another body now
        if (levelsOf == header.Offset && !Compressed.Block.IsEmpty)
        {
            Compressed = (body[(body.Length - Compressed.Block.Length)..], Compressed.Plain);
            return;
        }

        levelsOf = valuesOf = -1;
        hasLevelSlack = false;
        CheckValueCount(header);
        pending = default;
        EntryCount = header.ValueCount;
        Encoding = header.Encoding;
        encodedValues = header.Kind == PageKind.DataV2 ? ReadLevelsV2(header, body) : ReadLevelsV1(header, body);
        if (column.MaxDefinition == 0)
        {
            definition.Reset(0);
            PresentCount = EntryCount;
        }
        else
        {
            PresentCount = Definition.Count((byte)column.MaxDefinition);
        }

        if (column.MaxRepetition == 0)
        {
            repetition.Reset(0);
        }

        levelsOf = header.Offset;
    }

    /// <summary>Decodes the values of the page whose levels were read last.</summary>
    public void ReadValues()
    {
        DecompressPending();
        if (valuesOf != levelsOf)
        {
            Values.Decode(column, Encoding, encodedValues, PresentCount, Dictionary, options.MaxPageBytes, carried);
            valuesOf = levelsOf;
        }
    }

    public void Dispose()
    {
        plain.Dispose();
        dictionaryBytes.Dispose();
        carried.Dispose();
        dictionaryValues.Dispose();
        repetition.Dispose();
        definition.Dispose();
        Values.Dispose();
    }

    internal static int BitWidth(int maxLevel) => 32 - BitOperations.LeadingZeroCount((uint)maxLevel);

    private ReadOnlyMemory<byte> ReadLevelsV1(PageHeader header, ReadOnlyMemory<byte> body)
    {
        Compressed = default;
        ReadOnlyMemory<byte> rest = body;
        if (codec is not UncompressedCodec)
        {
            int length = Decompress(body.Span, header.UncompressedSize, plain);
            rest = plain.Memory[..length];
            Compressed = (body, rest);
        }

        rest = ReadRunV1(rest, column.MaxRepetition, header.RepetitionEncoding, repetition);
        return ReadRunV1(rest, column.MaxDefinition, header.DefinitionEncoding, definition);
    }

    private ReadOnlyMemory<byte> ReadRunV1(ReadOnlyMemory<byte> source, int maxLevel, ValueEncoding levelEncoding, PooledArray<byte> into)
    {
        if (maxLevel == 0)
        {
            return source;
        }

        Span<byte> levels = into.Reset(EntryCount);
        int width = BitWidth(maxLevel);
        switch (levelEncoding)
        {
            case ValueEncoding.BitPacked:
                return source[BitPackedLevels.Decode(source.Span, width, levels, maxLevel + 1)..];
            case ValueEncoding.Rle:
                if (source.Length < LevelLengthBytes)
                {
                    throw EncodingErrors.TooShort("A page's levels");
                }

                uint length = BinaryPrimitives.ReadUInt32LittleEndian(source.Span);
                if (length > (uint)(source.Length - LevelLengthBytes))
                {
                    throw EncodingErrors.TooShort("A page's levels");
                }

                ReadRun(source.Span.Slice(LevelLengthBytes, (int)length), maxLevel, levels);
                return source[(LevelLengthBytes + (int)length)..];
            default:
                throw new RefusedException(RefusalCode.UnsupportedEncoding, $"Column {column.Ordinal} has levels of encoding {(int)levelEncoding}.");
        }
    }

    private ReadOnlyMemory<byte> ReadLevelsV2(PageHeader header, ReadOnlyMemory<byte> body)
    {
        // ARROW-17453: a flat column may come with repetition levels; they are passed over
        if (column.MaxRepetition > 0)
        {
            ReadRun(body.Span[..header.RepetitionBytes], column.MaxRepetition, repetition.Reset(EntryCount));
        }

        if (column.MaxDefinition > 0)
        {
            ReadRun(body.Span.Slice(header.RepetitionBytes, header.DefinitionBytes), column.MaxDefinition, definition.Reset(EntryCount));
        }

        int levels = header.RepetitionBytes + header.DefinitionBytes;
        ReadOnlyMemory<byte> values = body[levels..];
        Compressed = default;
        if (values.IsEmpty || codec is UncompressedCodec || !IsCompressed(header))
        {
            return values;
        }

        pending = (values, header.UncompressedSize - levels);
        return default;
    }

    private void DecompressPending()
    {
        if (!pending.Block.IsEmpty)
        {
            int length = Decompress(pending.Block.Span, pending.DeclaredSize, plain);
            Compressed = (pending.Block, plain.Memory[..length]);
            encodedValues = Compressed.Plain;
            pending = default;
        }
    }

    internal bool IsCompressed(PageHeader header) => header.IsCompressed || writer.CompressesDespiteFlag;

    private void ReadRun(ReadOnlySpan<byte> source, int maxLevel, Span<byte> levels)
    {
        int consumed = RleHybrid.Decode(source, BitWidth(maxLevel), levels, (ulong)maxLevel + 1, "A page's levels");
        hasLevelSlack |= IsSlack(source[consumed..]);
    }

    private static bool IsSlack(ReadOnlySpan<byte> rest) => rest.ContainsAnyExcept((byte)0);

    private int Decompress(ReadOnlySpan<byte> source, int declaredSize, ByteBuffer into)
    {
        if (source.IsEmpty)
        {
            return into.Reset(0).Length;
        }

        Span<byte> destination = into.Reset(TrueSize(source, declaredSize));
        return codec switch
        {
            SnappyCodec when KeepsMarks => SnappyDecoder.Decompress(source, destination, marks),
            ZstdCodec zstd when KeepsMarks => zstd.Decompress(source, destination, blockEnds),
            _ => codec.Decompress(source, destination),
        };
    }

    /// <summary>Some writers declare fewer bytes than there are; an uncompressed body and a zstd frame know better.</summary>
    private int TrueSize(ReadOnlySpan<byte> source, int declaredSize)
    {
        long known = codec switch
        {
            UncompressedCodec => source.Length,
            ZstdCodec => ZstdCodec.DeclaredLength(source) ?? declaredSize,
            _ => declaredSize,
        };
        return known <= options.MaxPageBytes
            ? (int)Math.Max(known, declaredSize)
            : throw new RefusedException(RefusalCode.TooLarge, $"A page of column {column.Ordinal} has {known} bytes, more than the configured {options.MaxPageBytes}.");
    }

    private void CheckValueCount(PageHeader header)
    {
        if (header.ValueCount > options.MaxPageValues)
        {
            throw new RefusedException(RefusalCode.TooLarge, $"The page at byte {header.Offset} has more than the configured {options.MaxPageValues} values.");
        }
    }
}
