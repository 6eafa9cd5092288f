using System.Buffers.Binary;

namespace Erasure.Parquet.Metadata;

/// <summary>Reads a file's footer.</summary>
internal static class FooterReader
{
    /// <summary>Bytes fetched from the end in one read: most footers are shorter.</summary>
    private const int Probe = 64 * 1024;

    /// <summary>Length of the magic, and of the footer length with the magic that ends a file.</summary>
    private const int MagicLength = 4, TailLength = 8;

    /// <summary>The footer, and the offset where it begins: data lies before it.</summary>
    public static async ValueTask<(FileMetadata Metadata, long Offset)> ReadAsync(IByteSource source, int maxFooterBytes, CancellationToken cancellationToken)
    {
        if (source.Length < MagicLength + TailLength)
        {
            throw new RefusedException(RefusalCode.NotTheFormat, $"The file has {source.Length} bytes, too few for a Parquet file.");
        }

        byte[] tail = new byte[(int)Math.Min(Probe, source.Length)];
        await source.ReadAsync(source.Length - tail.Length, tail, cancellationToken);
        ReadOnlySpan<byte> magic = tail.AsSpan(tail.Length - MagicLength);
        if (magic.SequenceEqual("PARE"u8))
        {
            throw new RefusedException(RefusalCode.Encrypted, "The footer is encrypted.");
        }

        if (!magic.SequenceEqual("PAR1"u8))
        {
            throw new RefusedException(RefusalCode.NotTheFormat, "The file does not end as a Parquet file does.");
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(tail.Length - TailLength));
        if (length > source.Length - MagicLength - TailLength)
        {
            throw new RefusedException(RefusalCode.Corrupt, "The footer is longer than the file.");
        }

        if (length > (uint)maxFooterBytes)
        {
            throw new RefusedException(RefusalCode.TooLarge, $"The footer has {length} bytes; the limit is {maxFooterBytes}.");
        }

        long offset = source.Length - TailLength - length;
        byte[] footer = new byte[length];
        if (length <= tail.Length - TailLength)
        {
            tail.AsSpan(tail.Length - TailLength - (int)length, (int)length).CopyTo(footer);
        }
        else
        {
            await source.ReadAsync(offset, footer, cancellationToken);
        }

        FileMetadata metadata = FileMetadata.Parse(footer);
        return metadata.HasEncryption
            ? throw new RefusedException(RefusalCode.Encrypted, "The file has encrypted columns.")
            : (metadata, offset);
    }
}
