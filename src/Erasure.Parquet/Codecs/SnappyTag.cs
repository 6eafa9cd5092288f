using System.Buffers.Binary;

namespace Erasure.Parquet.Codecs;

/// <summary>One element of a Snappy block.</summary>
/// <param name="Length">Bytes that it makes.</param>
/// <param name="Offset">How far back a copy reads; 0 for a literal.</param>
internal readonly record struct SnappyTag(long Length, long Offset)
{
    /// <summary>Reads the tag at <paramref name="position"/> and moves behind it, and behind the bytes of a literal.</summary>
    public static SnappyTag Read(ReadOnlySpan<byte> block, ref int position)
    {
        int tag = At(block, position, 1)[0];
        position++;
        int upper = tag >> 2;
        switch (tag & 3)
        {
            case 0:
                long length = upper + 1;
                if (upper >= 60)
                {
                    int bytes = upper - 59;
                    ReadOnlySpan<byte> longer = At(block, position, bytes);
                    length = 1;
                    for (int i = 0; i < bytes; i++)
                    {
                        length += (long)longer[i] << (8 * i);
                    }

                    position += bytes;
                }

                At(block, position, length);
                position += (int)length;
                return new SnappyTag(length, 0);
            case 1:
                int low = At(block, position, 1)[0];
                position++;
                return Copy((upper & 7) + 4, ((tag & 0xe0) << 3) | low);
            case 2:
                ushort near = BinaryPrimitives.ReadUInt16LittleEndian(At(block, position, 2));
                position += 2;
                return Copy(upper + 1, near);
            default:
                uint far = BinaryPrimitives.ReadUInt32LittleEndian(At(block, position, 4));
                position += 4;
                return Copy(upper + 1, far);
        }
    }

    private static SnappyTag Copy(int length, long offset) =>
        offset > 0 ? new SnappyTag(length, offset) : throw CodecErrors.Corrupt(SnappyDecoder.Name, "a copy has the offset 0.");

    private static ReadOnlySpan<byte> At(ReadOnlySpan<byte> block, int position, long bytes) =>
        bytes <= block.Length - position ? block.Slice(position, (int)bytes) : throw CodecErrors.Truncated(SnappyDecoder.Name);
}
