using Erasure.Parquet.Buffers;
using Erasure.Parquet.Codecs;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Tests.Verify.Mutations;

/// <summary>A page taken apart, so that it can be put together wrongly.</summary>
internal sealed class DraftPage
{
    public required LeafColumn Column { get; init; }

    public required int Codec { get; init; }

    public required ThriftStruct Header { get; set; }

    public required byte[] Body { get; set; }

    /// <summary>Where the plan copied the page from; null once it is not the source's.</summary>
    public long? Origin { get; set; }

    /// <summary>Bytes of the page as it was read, header included.</summary>
    public required int Length { get; init; }

    public byte[] Repetition { get; set; } = [];

    public byte[] Definition { get; set; } = [];

    /// <summary>Values, or what the indices stand for.</summary>
    public List<byte[]> Values { get; set; } = [];

    /// <summary>Indices into the dictionary, where the page has them.</summary>
    public List<int>? Indices { get; set; }

    public bool IsDictionary => Header.Int(1) == (int)PageKind.Dictionary;

    public bool IsV2 => Header.Int(1) == (int)PageKind.DataV2;

    public ThriftStruct Specific => Header.Struct((short)(IsDictionary ? 7 : IsV2 ? 8 : 5))!;

    public ValueEncoding Encoding => (ValueEncoding)Specific.Int((short)(IsV2 ? 4 : 2))!.Value;

    public int Entries => Specific.Int(1)!.Value;

    /// <summary>Only these are encoded anew.</summary>
    public bool CanEncode => !IsDictionary && Column.Type != PhysicalType.Boolean
        && Encoding is ValueEncoding.Plain or ValueEncoding.PlainDictionary or ValueEncoding.RleDictionary;

    public DraftPage Copy() => new()
    {
        Column = Column,
        Codec = Codec,
        Header = new CompactReader(CompactWriter.ToArray(Header)).ReadStruct(),
        Body = [.. Body],
        Origin = Origin,
        Length = Length,
        Repetition = [.. Repetition],
        Definition = [.. Definition],
        Values = [.. Values],
        Indices = Indices is null ? null : [.. Indices],
    };

    /// <summary>Encodes levels and values as they are now, with a header that counts them.</summary>
    public void Encode()
    {
        Origin = null;
        int entries = Column.MaxDefinition == 0 ? Values.Count : Definition.Length;
        byte[] repetition = Levels(Repetition, Column.MaxRepetition), definition = Levels(Definition, Column.MaxDefinition), values = EncodeValues();
        byte[] levels = [.. repetition, .. definition];
        int compressedFrom = IsV2 ? levels.Length : 0;
        byte[] plain = [.. levels, .. values];
        bool isCompressed = !IsV2 || Specific.Bool(7) != false;
        Body = isCompressed ? [.. plain[..compressedFrom], .. Compress(plain[compressedFrom..])] : plain;
        Header.SetI32(2, plain.Length);
        Header.SetI32(3, Body.Length);
        Specific.SetI32(1, entries);
        if (IsV2)
        {
            Specific.SetI32(2, entries - Values.Count);
            Specific.SetI32(3, Column.MaxRepetition == 0 ? entries : Repetition.Count(level => level == 0));
            Specific.SetI32(5, definition.Length);
            Specific.SetI32(6, repetition.Length);
        }

        SetChecksum();
    }

    public void SetChecksum()
    {
        if (Header.Has(4))
        {
            Header.SetI32(4, (int)Crc32.Compute(Body));
        }
    }

    public byte[] ToArray() => [.. CompactWriter.ToArray(Header), .. Body];

    private byte[] Compress(byte[] plain)
    {
        ICodec codec = CodecTable.For(Codec);
        byte[] block = new byte[Math.Max(plain.Length, codec.MaxCompressedLength(plain.Length))];
        return block[..codec.Compress(plain, block)];
    }

    private byte[] Levels(byte[] levels, int max)
    {
        if (max == 0)
        {
            return [];
        }

        using ByteBuffer buffer = new();
        RleHybrid.Encode<byte>(levels, PageDecoder.BitWidth(max), buffer);
        return IsV2 ? buffer.Span.ToArray() : [.. BitConverter.GetBytes(buffer.Length), .. buffer.Span];
    }

    private byte[] EncodeValues()
    {
        if (Indices is { } indices)
        {
            using ByteBuffer buffer = new();
            DictionaryIndices.Encode(indices.ToArray(), [new ValueRun(0, indices.Count)], 16, buffer);
            return buffer.Span.ToArray();
        }

        return [.. Values.SelectMany(value => Column.IsVariable ? [.. BitConverter.GetBytes(value.Length), .. value] : value)];
    }
}
