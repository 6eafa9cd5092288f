using System.Buffers.Binary;
using System.Numerics;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>The header of a zstd frame (RFC 8878, 3.1.1.1).</summary>
/// <param name="IsSingleSegment">The whole content is the window, whose size isn't written.</param>
/// <param name="WindowSize">How far back a match may reach, in bytes.</param>
/// <param name="ContentSize">Bytes that the frame makes; null where the frame doesn't say.</param>
/// <param name="HasChecksum">Whether four bytes of XXH64 follow the last block.</param>
internal readonly record struct ZstdFrameHeader(bool IsSingleSegment, long WindowSize, long? ContentSize, bool HasChecksum)
{
    public const uint Magic = 0xfd2f_b528;

    /// <summary>The longest header.</summary>
    public const int MaxLength = 18;

    /// <summary>The longest content of a block.</summary>
    public const int MaxBlockLength = 1 << 17;

    private const uint SkippableMagic = 0x184d_2a50;

    private const int LeastWindowLog = 10;

    /// <summary>Bytes of the header as it was read, magic included.</summary>
    public int HeaderLength { get; private init; }

    /// <summary>Whether the bytes begin as a frame that holds no data.</summary>
    public static bool IsSkippable(ReadOnlySpan<byte> source) =>
        source.Length >= 4 && (BinaryPrimitives.ReadUInt32LittleEndian(source) & 0xffff_fff0) == SkippableMagic;

    /// <summary>Reads the header at the start of <paramref name="source"/>.</summary>
    /// <returns>False where more bytes are needed.</returns>
    /// <exception cref="RefusedException">Not a frame, or one that needs a dictionary.</exception>
    public static bool TryRead(ReadOnlySpan<byte> source, out ZstdFrameHeader header)
    {
        header = default;
        if (source.Length < 5)
        {
            return false;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic)
        {
            throw ZstdErrors.Corrupt("no frame begins where one should.");
        }

        int descriptor = source[4];
        bool singleSegment = (descriptor & 0x20) != 0;
        int windowLength = singleSegment ? 0 : 1;
        int dictionaryLength = (descriptor & 3) switch { 3 => 4, int size => size };
        int contentLength = (descriptor >> 6) switch { 0 => singleSegment ? 1 : 0, int log => 1 << log };
        int length = 5 + windowLength + dictionaryLength + contentLength;
        if (source.Length < length)
        {
            return false;
        }

        if ((descriptor & 8) != 0)
        {
            throw ZstdErrors.Corrupt("a reserved bit of the frame header is set.");
        }

        if (source.Slice(5 + windowLength, dictionaryLength).ContainsAnyExcept((byte)0))
        {
            throw new RefusedException(RefusalCode.UnsupportedCodec, "zstd: the frame needs a dictionary, which isn't in the file.");
        }

        long? content = ReadContentSize(source.Slice(length - contentLength, contentLength));
        long window = singleSegment ? content ?? 0 : ReadWindow(source[5]);
        header = new ZstdFrameHeader(singleSegment, window, content, (descriptor & 4) != 0) { HeaderLength = length };
        return true;
    }

    /// <summary>Writes the header, the content size in the fewest bytes that hold it.</summary>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> destination)
    {
        int form = ContentSize switch { null => 0, < 256 when IsSingleSegment => 0, >= 256 and < 65_792 => 1, <= uint.MaxValue => 2, _ => 3 };
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Magic);
        destination[4] = (byte)((form << 6) | (IsSingleSegment ? 0x20 : 0) | (HasChecksum ? 4 : 0));
        int length = 5;
        if (!IsSingleSegment)
        {
            int log = BitOperations.Log2((ulong)WindowSize);
            destination[length++] = (byte)(((log - LeastWindowLog) << 3) | (int)((WindowSize >> (log - 3)) & 7));
        }

        if (ContentSize is { } size && (form > 0 || IsSingleSegment))
        {
            int count = 1 << form;
            Span<byte> field = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteInt64LittleEndian(field, form == 1 ? size - 256 : size);
            field[..count].CopyTo(destination[length..]);
            length += count;
        }

        return length;
    }

    private static long ReadWindow(int descriptor)
    {
        long power = 1L << (LeastWindowLog + (descriptor >> 3));
        return power + ((power >> 3) * (descriptor & 7));
    }

    private static long? ReadContentSize(ReadOnlySpan<byte> field)
    {
        ulong? size = field.Length switch
        {
            0 => null,
            1 => field[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(field) + 256ul,
            4 => BinaryPrimitives.ReadUInt32LittleEndian(field),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(field),
        };
        return size <= long.MaxValue ? (long?)size : size is null ? null : throw ZstdErrors.Corrupt("the content size is beyond any size.");
    }
}
