using System.Runtime.InteropServices;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>A plain zstd encoder for machines without libzstd: matches and default tables, literals as they are.</summary>
internal sealed class ManagedZstdEncoder
{
    [ThreadStatic]
    private static ManagedZstdEncoder? ofThisThread;

    private readonly ZstdMatcher matcher = new();

    /// <summary>Compresses to one frame.</summary>
    /// <returns>Bytes written.</returns>
    public static int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ManagedZstdEncoder encoder = ofThisThread ??= new ManagedZstdEncoder();
        encoder.matcher.Reset();

        // a window, unless the content is within it anyway
        var frame = new ZstdFrameHeader(IsSingleSegment: source.Length <= ZstdMatcher.Window, ZstdMatcher.Window, source.Length, HasChecksum: false);
        int written = frame.Write(destination);
        int position = 0;
        do
        {
            int end = Math.Min(source.Length, position + ZstdFrameHeader.MaxBlockLength);
            written += encoder.WriteBlock(source, position, end, destination[written..]);
            position = end;
        }
        while (position < source.Length);
        return written;
    }

    private int WriteBlock(ReadOnlySpan<byte> source, int from, int to, Span<byte> destination)
    {
        bool last = to == source.Length;
        ReadOnlySpan<byte> content = source[from..to];
        Span<byte> body = destination[ZstdBlockDecoder.HeaderLength..];
        if (content.Length > 1 && !content.ContainsAnyExcept(content[0]))
        {
            body[0] = content[0];
            return WriteHeader(new ZstdBlockHeader(last, ZstdBlockKind.Repeated, content.Length), destination);
        }

        matcher.Find(source, from, to);
        int size = WriteCompressed(content, body);
        if (size < content.Length)
        {
            return WriteHeader(new ZstdBlockHeader(last, ZstdBlockKind.Compressed, size), destination);
        }

        content.CopyTo(body);
        return WriteHeader(new ZstdBlockHeader(last, ZstdBlockKind.Raw, content.Length), destination);
    }

    private static int WriteHeader(ZstdBlockHeader header, Span<byte> destination)
    {
        header.Write(destination);
        return ZstdBlockDecoder.HeaderLength + header.BodyLength;
    }

    private int WriteCompressed(ReadOnlySpan<byte> content, Span<byte> body)
    {
        int matched = 0;
        foreach (ZstdSequence sequence in CollectionsMarshal.AsSpan(matcher.Sequences))
        {
            matched += sequence.Length;
        }

        // a raw literals section: its kind, the form of its length and the length in three bytes
        int literals = content.Length - matched;
        int header = 3;
        if (matched < header + 4)
        {
            return int.MaxValue;
        }

        body[0] = (byte)(0b1100 | (literals << 4));
        body[1] = (byte)(literals >> 4);
        body[2] = (byte)(literals >> 12);
        int from = 0;
        int to = header;
        foreach (ZstdSequence sequence in CollectionsMarshal.AsSpan(matcher.Sequences))
        {
            content.Slice(from, sequence.Literals).CopyTo(body[to..]);
            to += sequence.Literals;
            from += sequence.Literals + sequence.Length;
        }

        content[from..].CopyTo(body[to..]);
        SequenceTables tables = SequenceTables.Predefined;
        int section = SequencesEncoder.Write(CollectionsMarshal.AsSpan(matcher.Sequences), tables, ref tables, body[(header + literals)..content.Length]);
        return section < content.Length ? header + literals + section : int.MaxValue;
    }
}
