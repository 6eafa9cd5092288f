namespace Erasure.Parquet.Encodings;

/// <summary>How a page's values are encoded; numbers of the format's <c>Encoding</c>.</summary>
internal enum ValueEncoding
{
    Plain = 0,
    PlainDictionary = 2,
    Rle = 3,
    BitPacked = 4,
    DeltaBinaryPacked = 5,
    DeltaLengthByteArray = 6,
    DeltaByteArray = 7,
    RleDictionary = 8,
    ByteStreamSplit = 9,
}
