namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>Decodes the blocks of a frame in their order (RFC 8878, 3.1.1.2).</summary>
internal sealed class ZstdBlockDecoder
{
    public const int HeaderLength = 3;

    private readonly LiteralsDecoder literals = new();
    private readonly SequencesDecoder sequences = new();
    private RecentOffsets recent = RecentOffsets.Begin;

    /// <summary>A new frame begins.</summary>
    public void Reset()
    {
        literals.Reset();
        sequences.Reset();
        recent = RecentOffsets.Begin;
    }

    /// <summary>Makes a block's content.</summary>
    /// <param name="header">The block's header.</param>
    /// <param name="body">As many bytes as the header says.</param>
    /// <param name="output">The history up to <paramref name="position"/>, and the room behind it.</param>
    /// <param name="position">Where the content goes.</param>
    /// <returns>The position behind it.</returns>
    public int Decode(ZstdBlockHeader header, ReadOnlySpan<byte> body, Span<byte> output, int position)
    {
        switch (header.Kind)
        {
            case ZstdBlockKind.Raw:
                return body.TryCopyTo(output[position..]) ? position + body.Length : throw ZstdErrors.Overrun();
            case ZstdBlockKind.Repeated:
                if (header.Size > output.Length - position)
                {
                    throw ZstdErrors.Overrun();
                }

                output.Slice(position, header.Size).Fill(body[0]);
                return position + header.Size;
            default:
                int room = Math.Min(ZstdFrameHeader.MaxBlockLength, output.Length - position);
                ReadOnlySpan<byte> run = literals.Read(ref body);
                return SequencesExecutor.Execute(sequences.Read(body), run, ref recent, output[..(position + room)], position);
        }
    }
}
