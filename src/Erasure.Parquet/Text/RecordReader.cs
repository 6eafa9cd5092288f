namespace Erasure.Parquet.Text;

/// <summary>Feeds a scan from a stream. It holds one buffer, grown only for a record that is longer.</summary>
internal sealed class RecordReader(TextCodec codec, SourceStream source, IRecordScan scan, int maxRecordLength, long maxLength) : IAsyncDisposable
{
    private const int InitialLength = 1 << 18;

    private readonly Stream text = TextCodecs.Open(codec, source);
    private byte[] buffer = new byte[InitialLength];
    private int start;
    private int end;
    private bool isEnd;

    /// <summary>Offset in the text of what <see cref="Process"/> looks at next.</summary>
    public long Position { get; private set; }

    /// <summary>Reads on.</summary>
    /// <returns>False at the end of the text.</returns>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (isEnd)
        {
            return false;
        }

        MakeRoom();
        int count;
        try
        {
            count = await text.ReadAsync(buffer.AsMemory(end), cancellationToken);
        }
        catch (InvalidDataException invalid)
        {
            throw new RefusedException(RefusalCode.Corrupt, $"The compressed text is invalid after {Position + end - start} bytes of it.", invalid);
        }

        end += count;
        isEnd = count == 0;
        return Position + end - start <= maxLength
            ? true
            : throw new RefusedException(RefusalCode.TooLarge, $"The text decompresses to more than {maxLength} bytes; raise MaxExpansion if it really is that long.");
    }

    /// <summary>Judges every record that is complete by now.</summary>
    /// <param name="keep">Gets the runs of bytes that stay.</param>
    /// <param name="remove">Gets offset and length of each record that goes.</param>
    public void Process(KeptRun keep, Action<long, int> remove)
    {
        int kept = start;
        while (start < end)
        {
            int length = scan.Read(buffer.AsSpan(start, end - start), isEnd, out bool matches);
            if (length == 0)
            {
                break;
            }

            if (matches)
            {
                keep(buffer.AsSpan(kept, start - kept));
                remove(Position, length);
                kept = start + length;
            }

            start += length;
            Position += length;
        }

        keep(buffer.AsSpan(kept, start - kept));
    }

    public ValueTask DisposeAsync() => text.DisposeAsync();

    private void MakeRoom()
    {
        int rest = end - start;
        if (rest > maxRecordLength)
        {
            throw new RefusedException(RefusalCode.TooLarge, $"The record at byte {Position} of the text is longer than {maxRecordLength} bytes (MaxRecordLength).");
        }

        if (rest <= buffer.Length / 2)
        {
            buffer.AsSpan(start, rest).CopyTo(buffer);
        }
        else
        {
            var larger = new byte[(int)Math.Min(buffer.Length * 2L, maxRecordLength + (long)InitialLength)];
            buffer.AsSpan(start, rest).CopyTo(larger);
            buffer = larger;
        }

        (start, end) = (0, rest);
    }
}

/// <summary>Takes bytes that stay in the successor.</summary>
internal delegate void KeptRun(ReadOnlySpan<byte> run);
