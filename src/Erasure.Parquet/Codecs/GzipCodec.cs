using System.IO.Compression;
using Erasure.Parquet.Buffers;

namespace Erasure.Parquet.Codecs;

/// <summary>Codec 2: gzip (RFC 1952) by the platform's zlib; several members in a row are one body, and each has to be whole, its check and size included.</summary>
internal sealed class GzipCodec : ICodec
{
    private const string Name = "gzip";

    /// <summary>Within a few per cent of the size that level 6, most writers' default, makes, in less than half of its time.</summary>
    private static readonly ZLibCompressionOptions Level = new() { CompressionLevel = 4 };

    public int MaxCompressedLength(int length) => checked(length + (length >> 8) + 1024);

    public unsafe int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        fixed (byte* target = destination)
        {
            using var output = new UnmanagedMemoryStream(target, 0, destination.Length, FileAccess.Write);
            using (var gzip = new GZipStream(output, Level, leaveOpen: true))
            {
                gzip.Write(source);
            }

            if (source.IsEmpty)
            {
                // the platform writes nothing at all for an empty input, which other readers refuse
                output.Write(EmptyMember);
            }

            return (int)output.Position;
        }
    }

    public unsafe int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.Length < EmptyMember.Length)
        {
            throw CodecErrors.Truncated(Name);
        }

        try
        {
            // an empty member follows, so that a member without its end takes from that one and fails its check
            using PooledArray<byte> members = new();
            Span<byte> joined = members.Reset(source.Length + EmptyMember.Length);
            source.CopyTo(joined);
            EmptyMember.CopyTo(joined[source.Length..]);
            fixed (byte* start = joined)
            {
                using var input = new UnmanagedMemoryStream(start, joined.Length);
                using var gzip = new GZipStream(input, CompressionMode.Decompress);
                int written = gzip.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
                return written == destination.Length && gzip.ReadByte() >= 0 ? throw CodecErrors.Overrun(Name) : written;
            }
        }
        catch (InvalidDataException invalid)
        {
            throw CodecErrors.Corrupt(Name, "invalid data.", invalid);
        }
    }

    /// <summary>A member that holds nothing.</summary>
    internal static ReadOnlySpan<byte> EmptyMember => [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
}
