using System.Runtime.InteropServices;
using Erasure.Parquet.Buffers;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Encodings;

/// <summary>A page's decoded values, with what is needed to encode them the same way again.</summary>
internal sealed class PageValues : IDisposable
{
    private readonly ValueBlock own = new();
    private readonly PooledArray<int> indices = new();
    private ValueBlock values;
    private DeltaBinaryPacked.Layout layout = DeltaBinaryPacked.Default;
    private int bitWidth;
    private bool isEmpty;

    public PageValues() => values = own;

    public int Count { get; private set; }

    public ValueEncoding Encoding { get; private set; }

    /// <summary>Bytes that the values took of the page; what follows is none of theirs.</summary>
    public int Consumed { get; private set; }

    /// <summary>Values are <see cref="Indices"/> into <see cref="Values"/>, the dictionary.</summary>
    public bool IsDictionary { get; private set; }

    public ReadOnlySpan<int> Indices => indices.Span;

    /// <summary>The values themselves, or the dictionary they come from.</summary>
    public ValueBlock Values => values;

    public ReadOnlySpan<byte> this[int index] => values[IsDictionary ? indices.Span[index] : index];

    /// <param name="column">The column.</param>
    /// <param name="encoding">The page's encoding.</param>
    /// <param name="source">The page's values, decompressed; must outlive this use.</param>
    /// <param name="count">How many values there have to be.</param>
    /// <param name="dictionary">The chunk's dictionary, if it has one.</param>
    /// <param name="limit">Most bytes the decoded values may take.</param>
    /// <param name="carried">The last value of the page before, for DELTA_BYTE_ARRAY.</param>
    public void Decode(LeafColumn column, ValueEncoding encoding, ReadOnlyMemory<byte> source, int count, ValueBlock? dictionary, int limit, ByteBuffer carried)
    {
        Count = count;
        Encoding = encoding;
        IsDictionary = encoding is ValueEncoding.PlainDictionary or ValueEncoding.RleDictionary;
        values = own;
        isEmpty = count == 0 && source.IsEmpty;
        if (isEmpty)
        {
            // a page of nulls may have no body at all, whatever its encoding would write for no values
            own.Own(0, column.Width, limit);
            indices.Reset(0);
            Consumed = 0;
            return;
        }

        if (IsDictionary)
        {
            DecodeIndices(source.Span, count, dictionary);
            return;
        }

        switch (encoding, column.Type)
        {
            case (ValueEncoding.Plain, _):
                Consumed = Plain.Decode(column, source, count, limit, own);
                break;
            case (ValueEncoding.Rle, PhysicalType.Boolean):
                Consumed = RleBooleans.Decode(source, count, limit, own);
                break;
            case (ValueEncoding.DeltaBinaryPacked, PhysicalType.Int32):
                (Consumed, layout) = DeltaBinaryPacked.Decode(source.Span, MemoryMarshal.Cast<byte, int>(own.Own(count, 4, limit)));
                break;
            case (ValueEncoding.DeltaBinaryPacked, PhysicalType.Int64):
                (Consumed, layout) = DeltaBinaryPacked.Decode(source.Span, MemoryMarshal.Cast<byte, long>(own.Own(count, 8, limit)));
                break;
            case (ValueEncoding.DeltaLengthByteArray, PhysicalType.ByteArray):
                (Consumed, layout) = DeltaLengthByteArray.Decode(source, count, own);
                break;
            case (ValueEncoding.DeltaByteArray, PhysicalType.ByteArray or PhysicalType.FixedLenByteArray):
                (Consumed, layout) = DeltaByteArray.Decode(column, source, count, limit, carried, own);
                break;
            case (ValueEncoding.ByteStreamSplit, PhysicalType.Int32 or PhysicalType.Int64 or PhysicalType.Float or PhysicalType.Double or PhysicalType.FixedLenByteArray):
                ByteStreamSplit.Decode(source.Span, count, column.Width, limit, own);
                Consumed = count * column.Width;
                break;
            default:
                throw new RefusedException(RefusalCode.UnsupportedEncoding, $"Column {column.Ordinal} has a page of encoding {(int)encoding} on {column.Type}.");
        }
    }

    /// <summary>Encodes the values that stay, as they were encoded.</summary>
    public void Encode(LeafColumn column, ReadOnlySpan<ValueRun> keep, ByteBuffer output)
    {
        if (isEmpty)
        {
            return;
        }

        switch (Encoding)
        {
            case ValueEncoding.PlainDictionary or ValueEncoding.RleDictionary:
                DictionaryIndices.Encode(indices.Span, keep, bitWidth, output);
                break;
            case ValueEncoding.Plain:
                Plain.Encode(column, own, keep, output);
                break;
            case ValueEncoding.Rle:
                RleBooleans.Encode(own, keep, output);
                break;
            case ValueEncoding.DeltaBinaryPacked:
                EncodeDeltas(column, keep, output);
                break;
            case ValueEncoding.DeltaLengthByteArray:
                DeltaLengthByteArray.Encode(own, keep, layout, output);
                break;
            case ValueEncoding.DeltaByteArray:
                DeltaByteArray.Encode(own, keep, layout, output);
                break;
            case ValueEncoding.ByteStreamSplit:
                ByteStreamSplit.Encode(own, keep, output);
                break;
            default:
                throw new RefusedException(RefusalCode.UnsupportedEncoding, $"Column {column.Ordinal} has a page of encoding {(int)Encoding}.");
        }
    }

    public void Dispose()
    {
        own.Dispose();
        indices.Dispose();
    }

    private void DecodeIndices(ReadOnlySpan<byte> source, int count, ValueBlock? dictionary)
    {
        if (dictionary is null && count > 0)
        {
            throw EncodingErrors.Invalid("A page of dictionary indices comes without a dictionary.");
        }

        (bitWidth, Consumed) = DictionaryIndices.Decode(source, indices.Reset(count), dictionary?.Count ?? 0);
        values = dictionary ?? own;
    }

    private void EncodeDeltas(LeafColumn column, ReadOnlySpan<ValueRun> keep, ByteBuffer output)
    {
        using ByteBuffer kept = new();
        Plain.Encode(column, own, keep, kept);
        if (column.Type == PhysicalType.Int32)
        {
            DeltaBinaryPacked.Encode<int>(MemoryMarshal.Cast<byte, int>(kept.Span), layout, output);
        }
        else
        {
            DeltaBinaryPacked.Encode<long>(MemoryMarshal.Cast<byte, long>(kept.Span), layout, output);
        }
    }
}
