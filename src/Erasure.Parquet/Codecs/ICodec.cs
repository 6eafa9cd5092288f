namespace Erasure.Parquet.Codecs;

/// <summary>One compression of page bodies. Implementations hold no state between calls and may be used by many threads.</summary>
internal interface ICodec
{
    /// <summary>The most bytes that <see cref="Compress"/> can make of <paramref name="length"/> bytes.</summary>
    int MaxCompressedLength(int length);

    /// <summary>Compresses into <paramref name="destination"/>, which holds at least <see cref="MaxCompressedLength"/> bytes.</summary>
    /// <returns>Bytes written.</returns>
    int Compress(ReadOnlySpan<byte> source, Span<byte> destination);

    /// <summary>Decompresses the whole of <paramref name="source"/>.</summary>
    /// <returns>Bytes written, at most the length of <paramref name="destination"/>.</returns>
    /// <exception cref="RefusedException"><see cref="RefusalCode.Corrupt"/>: not valid, or more than <paramref name="destination"/> holds.</exception>
    int Decompress(ReadOnlySpan<byte> source, Span<byte> destination);
}
