using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Erasure.Api.Batch;

/// <summary>Cuts a stream into records at line ends, holding one record at a time; in CSV a quoted line end doesn't count (RFC 4180, section 2.6).</summary>
internal sealed class RecordReader(PipeReader reader, int maxBytes, bool hasQuotes)
{
    private readonly ArrayBufferWriter<byte> record = new();
    private long line = 1;
    private long recordLine = 1;
    private bool inQuotes;
    private bool isTooLong;

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
            yield return Finish();
        }
    }

    // What is left of the buffer without a line end is taken into the record too, so the pipe never holds more than a read.
    private bool TryTakeRecord(ref ReadOnlySequence<byte> buffer, out BatchRecord taken)
    {
        while (!buffer.IsEmpty)
        {
            ReadOnlySpan<byte> span = buffer.FirstSpan;
            int length = LengthToLineEnd(span, out bool endsRecord);
            Append(span[..length]);
            buffer = buffer.Slice(endsRecord ? length + 1 : length);
            if (endsRecord)
            {
                line++;
                taken = Finish();
                recordLine = line;
                return true;
            }
        }

        taken = default;
        return false;
    }

    private int LengthToLineEnd(ReadOnlySpan<byte> span, out bool endsRecord)
    {
        for (int i = 0; i < span.Length; i++)
        {
            if (span[i] == '"' && hasQuotes)
            {
                inQuotes = !inQuotes;
            }
            else if (span[i] == '\n' && !inQuotes)
            {
                endsRecord = true;
                return i;
            }
            else if (span[i] == '\n')
            {
                line++;
            }
        }

        endsRecord = false;
        return span.Length;
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
        BatchRecord finished = new(recordLine, (bytes is [.., (byte)'\r'] ? bytes[..^1] : bytes).ToArray(), isTooLong);
        record.ResetWrittenCount();
        isTooLong = false;
        inQuotes = false;
        return finished;
    }
}
