using Erasure.Parquet.Buffers;

namespace Erasure.Parquet.Text;

/// <summary>Feeds a scan from a stream. It holds one buffer, grown only for a record that is longer.</summary>
/// <param name="codec">How the text is compressed.</param>
/// <param name="source">The text.</param>
/// <param name="scan">Cuts and judges.</param>
/// <param name="options">Limits.</param>
/// <param name="maxLength">Bytes that the text may have, decompressed.</param>
/// <param name="times">Bytes of memory for each of a long record.</param>
internal sealed class RecordReader(TextCodec codec, SourceStream source, ITextScan scan, TextEraserOptions options, long maxLength, int times) : IAsyncDisposable
{
    private const int InitialLength = 1 << 18;

    private readonly Stream text = TextCodecs.Open(codec, source);
    private readonly RecordAllowance allowance = new(options.Memory, times);
    private Memory<byte> buffer = new byte[InitialLength];
    private NativeBlock? grown;
    private int start;
    private int end;
    private long length;
    private bool isEnd;

    // text in another character set passes through here first
    private Transcoder? transcoder;
    private Memory<byte> foreign;
    private int foreignStart;
    private int foreignEnd;
    private bool hasBegun;

    /// <summary>Offset in the text, as it is written, of what <see cref="Process"/> looks at next.</summary>
    public long Position { get; private set; }

    /// <summary>Reads on.</summary>
    /// <returns>False at the end of the text.</returns>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (isEnd)
        {
            return false;
        }

        if (!hasBegun)
        {
            await BeginAsync(cancellationToken);
        }

        await MakeRoomAsync(cancellationToken);

        // to the brim: a long record is looked at anew only as often as the buffer doubles
        while (!isEnd && buffer.Length - end >= Transcoder.MaxCharacter)
        {
            int count = transcoder is null ? await ReadAsync(buffer[end..], cancellationToken) : await TranscodeAsync(cancellationToken);
            end += count;
            isEnd = count == 0;
        }

        return true;
    }

    /// <summary>Judges every record that is complete by now.</summary>
    /// <param name="keep">Gets the runs of bytes that stay, as they are written; null where nobody asks for them.</param>
    /// <param name="remove">Gets what goes.</param>
    /// <param name="cancellationToken">Gives up between two of them: a buffer that grew for a long record is filled with many short ones.</param>
    public void Process(KeptRun? keep, RemovedRun remove, CancellationToken cancellationToken)
    {
        int kept = start;
        ReadOnlySpan<byte> filled = buffer.Span[..end];
        while (start < end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> rest = filled[start..];
            RecordCut record = scan.Read(rest, isEnd);
            if (record.Length == 0)
            {
                break;
            }

            if (record.Count > 0)
            {
                Keep(keep, kept, start + record.Start);
                remove(Position + LengthOf(rest[..record.Start]), LengthOf(rest.Slice(record.Start, record.Count)), record.Matches);
                kept = start + record.Start + record.Count;
            }

            start += record.Length;
            Position += LengthOf(rest[..record.Length]);
        }

        Keep(keep, kept, start);
        if (isEnd)
        {
            scan.Complete();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await text.DisposeAsync();
        buffer = default;
        grown?.Free();
        allowance.Dispose();
    }

    private async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        hasBegun = true;
        int count;
        do
        {
            count = await ReadAsync(buffer[end..Charsets.DetectionLength], cancellationToken);
            end += count;
        }
        while (count > 0 && end < Charsets.DetectionLength);

        transcoder = Charsets.Detect(buffer.Span[..end], options.Format.Charset);
        if (transcoder is not null)
        {
            foreign = buffer;
            foreignEnd = end;
            buffer = new byte[InitialLength];
            end = 0;
        }
    }

    private async ValueTask<int> TranscodeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            (int taken, int written) = transcoder!.Decode(foreign.Span[foreignStart..foreignEnd], buffer.Span[end..]);
            foreignStart += taken;
            if (written > 0)
            {
                return written;
            }

            foreign[foreignStart..foreignEnd].CopyTo(foreign);
            (foreignStart, foreignEnd) = (0, foreignEnd - foreignStart);
            int count = await ReadAsync(foreign[foreignEnd..], cancellationToken);
            foreignEnd += count;
            if (count == 0)
            {
                return foreignEnd == 0 ? 0 : throw new RefusedException(RefusalCode.MalformedText, $"The text ends inside a character, at byte {length - foreignEnd}.");
            }
        }
    }

    private async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int count;
        try
        {
            count = await text.ReadAsync(destination, cancellationToken);
        }
        catch (InvalidDataException invalid)
        {
            throw new RefusedException(RefusalCode.Corrupt, $"The compressed text is invalid after {length} bytes of it.", invalid);
        }

        length += count;
        return length <= maxLength
            ? count
            : throw new RefusedException(RefusalCode.TooLarge, $"The text decompresses to more than {maxLength} bytes; raise MaxExpansion if it really is that long.");
    }

    private void Keep(KeptRun? keep, int from, int to)
    {
        if (keep is null || from == to)
        {
            return;
        }

        ReadOnlySpan<byte> run = buffer.Span[from..to];
        if (transcoder is null)
        {
            keep(run);
            return;
        }

        var written = new byte[transcoder.LengthOf(run)];
        transcoder.Encode(run, written);
        keep(written);
    }

    private int LengthOf(ReadOnlySpan<byte> run) => transcoder?.LengthOf(run) ?? run.Length;

    private async ValueTask MakeRoomAsync(CancellationToken cancellationToken)
    {
        int rest = end - start;
        if (rest > options.MaxRecordLength)
        {
            throw new RefusedException(RefusalCode.TooLarge, $"The record at byte {Position} of the text is longer than {options.MaxRecordLength} bytes (MaxRecordLength).");
        }

        Memory<byte> before = buffer[start..end];
        if (rest > buffer.Length / 2)
        {
            // One block for the longest there may be, of which only as much takes up memory as was written to: no second copy, and all is given back at the end.
            int most = (int)Math.Min(Array.MaxLength, options.MaxRecordLength + (long)InitialLength);
            int next = (int)Math.Min(buffer.Length * 2L, most);
            await allowance.GrowAsync(next, LongestRecord, cancellationToken);
            grown ??= new NativeBlock(most);
            buffer = grown.Memory[..next];
        }

        before.CopyTo(buffer);
        (start, end) = (0, rest);
    }

    // compressed or transcoded it may become longer than what is left of the object
    private long LongestRecord => codec == TextCodec.None && transcoder is null ? Math.Min(source.Length - Position, options.MaxRecordLength) : options.MaxRecordLength;
}

/// <summary>Takes bytes that stay in the successor.</summary>
internal delegate void KeptRun(ReadOnlySpan<byte> run);

/// <summary>Learns of bytes that go.</summary>
/// <param name="offset">In the text, as it is written.</param>
/// <param name="length">Bytes.</param>
/// <param name="isRow">Whether they are a row; otherwise a separator that is no longer needed.</param>
internal delegate void RemovedRun(long offset, long length, bool isRow);
