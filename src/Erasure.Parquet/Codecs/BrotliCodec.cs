using System.Buffers;
using System.IO.Compression;

namespace Erasure.Parquet.Codecs;

/// <summary>Codec 4: brotli (RFC 7932) by the platform.</summary>
internal sealed class BrotliCodec : ICodec
{
    private const string Name = "brotli";

    /// <summary>Close to the size of what writers make by default, at a few per cent of the time that the best quality takes.</summary>
    private const int Quality = 4;

    private const int WindowBits = 22;

    public int MaxCompressedLength(int length) => BrotliEncoder.GetMaxCompressedLength(length);

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination) =>
        BrotliEncoder.TryCompress(source, destination, out int written, Quality, WindowBits)
            ? written
            : throw new ArgumentException("The destination is shorter than MaxCompressedLength.", nameof(destination));

    public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        using var decoder = new BrotliDecoder();

        // the platform never calls an empty destination done, so an empty page gets a byte that must stay unused
        Span<byte> room = destination.IsEmpty ? stackalloc byte[1] : destination;
        return decoder.Decompress(source, room, out int consumed, out int written) switch
        {
            OperationStatus.Done when written > destination.Length => throw CodecErrors.Overrun(Name),
            OperationStatus.Done when consumed == source.Length => written,
            OperationStatus.Done => throw CodecErrors.Corrupt(Name, $"{source.Length - consumed} bytes follow the end of the stream."),
            OperationStatus.DestinationTooSmall => throw CodecErrors.Overrun(Name),
            OperationStatus.NeedMoreData => throw CodecErrors.Truncated(Name),
            _ => throw CodecErrors.Corrupt(Name, $"invalid data near compressed byte {consumed}."),
        };
    }
}
