using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Erasure.Api.Batch;

/// <summary>
/// Cuts a stream into records at line ends, holding one record at a time. In CSV a line end within a quoted field doesn't count (RFC 4180, section 2.6), a quote elsewhere opens none, and a lone
/// carriage return ends a record that is malformed.
/// </summary>
internal sealed class RecordReader(PipeReader reader, int maxBytes, bool isCsv)
{
    private readonly ArrayBufferWriter<byte> record = new();
    private long line = 1;
    private Place place;
    private bool isTooLong;
    private bool endsWithReturn;

    private enum Place
    {
        FieldStart,
        Field,
        Quoted,

        // Behind a quote within quotes: another one means a quote, anything else that the first has closed the field.
        QuoteInQuoted,

        // Behind a carriage return outside of quotes: a line feed must follow.
        Return,
    }

    /// <summary>The line on which the record that is being read begins.</summary>
    public long RecordLine { get; private set; } = 1;

    public async IAsyncEnumerable<BatchRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool isCompleted = false;
        while (!isCompleted)
        {
            ReadResult result = await reader.ReadAsync(cancellationToken);
            ReadOnlySequence<byte> buffer = result.Buffer;
            while (TryTakeRecord(ref buffer, out BatchRecord taken))
            {
                yield return taken;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            isCompleted = result.IsCompleted;
        }

        if (record.WrittenCount > 0 || isTooLong)
        {
            endsWithReturn = place == Place.Return;
            line -= record.WrittenSpan is [.., (byte)'\n'] ? 1 : 0;
            yield return Finish();
        }
    }

    // What is left of the buffer without a line end is taken into the record too, so the pipe never holds more than a read.
    private bool TryTakeRecord(ref ReadOnlySequence<byte> buffer, out BatchRecord taken)
    {
        while (!buffer.IsEmpty)
        {
            ReadOnlySpan<byte> span = buffer.FirstSpan;
            int end = isCsv ? EndOfCsv(span) : span.IndexOf((byte)'\n');
            Append(end < 0 ? span : span[..end]);
            buffer = buffer.Slice(end < 0 ? span.Length : endsWithReturn ? end : end + 1);
            if (end >= 0)
            {
                taken = Finish();
                return true;
            }
        }

        taken = default;
        return false;
    }

    /// <returns>Where the record ends; below zero where it goes on behind the span.</returns>
    private int EndOfCsv(ReadOnlySpan<byte> span)
    {
        for (int i = 0; i < span.Length; i++)
        {
            if (span[i] == '\n' && place != Place.Quoted)
            {
                return i;
            }

            if (place == Place.Return)
            {
                endsWithReturn = true;
                return i;
            }

            line += span[i] == '\n' ? 1 : 0;
            place = (span[i], place) switch
            {
                ((byte)'"', Place.FieldStart or Place.QuoteInQuoted) => Place.Quoted,
                ((byte)'"', Place.Quoted) => Place.QuoteInQuoted,
                (_, Place.Quoted) => Place.Quoted,
                ((byte)'\r', _) => Place.Return,
                ((byte)',', _) => Place.FieldStart,
                _ => Place.Field,
            };
        }

        return -1;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (record.WrittenCount + bytes.Length > maxBytes)
        {
            isTooLong = true;
            record.ResetWrittenCount();
        }
        else if (!isTooLong)
        {
            record.Write(bytes);
        }
    }

    private BatchRecord Finish()
    {
        ReadOnlySpan<byte> bytes = record.WrittenSpan;
        BatchRecord finished = new(RecordLine, line, (bytes is [.., (byte)'\r'] ? bytes[..^1] : bytes).ToArray(), isTooLong, endsWithReturn);
        record.ResetWrittenCount();
        RecordLine = ++line;
        place = Place.FieldStart;
        isTooLong = false;
        endsWithReturn = false;
        return finished;
    }
}
