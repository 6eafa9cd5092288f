using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CsvHelper;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Opinions;
using Erasure.Parquet.Text;
using Erasure.Parquet.Verify.Records;

namespace Erasure.SecondOpinion;

/// <summary>Compares text objects row by row, as CsvHelper or System.Text.Json read them: the successor's rows are the original's in order but those that match.</summary>
internal sealed class TextOpinion(OpinionQuestion question)
{
    private const string SeparatorLine = "sep=";

    private static readonly JsonSerializerOptions Lenient = new() { MaxDepth = 1_000, AllowTrailingCommas = true };

    private readonly RecordJudge judge = RecordJudge.Of(question.Predicate);

    public async Task<Opinion> AskAsync(Stream before, Stream after, CancellationToken cancellationToken)
    {
        using RecordAllowance allowance = new(question.Text.Memory, MeteredText.Times);
        await using MeteredText? original = await OpenAsync(before, allowance, cancellationToken);
        await using MeteredText? left = await OpenAsync(after, allowance, cancellationToken);
        if (original is null || left is null)
        {
            return Opinion.None;
        }

        await using Rows rows = new(ReadAsync(original, cancellationToken), original);
        await using Rows kept = new(ReadAsync(left, cancellationToken), left);
        await kept.MoveAsync();
        for (long number = 1; await rows.MoveAsync(); number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool stays = kept.Current?.Content == rows.Current!.Content;
            if (stays)
            {
                await kept.MoveAsync();
            }
            else if (kept.IsBroken)
            {
                // The original breaks at the same place, or it isn't what the library can't read.
                continue;
            }

            Judge(rows.Current, stays, number);
        }

        return (rows.IsBroken, kept.IsBroken, kept.Current) switch
        {
            (true, _, _) => Opinion.None,
            (false, true, _) => throw ForeignOpinion.Differs("can't be read, though the original can"),
            (false, false, not null) => throw ForeignOpinion.Differs("has a row that the original doesn't have there"),
            _ => Opinion.Agrees,
        };
    }

    private void Judge(OpinionRow row, bool stays, long number)
    {
        if (row.Fields is null ? !stays : !row.IsOpen && (stays ? judge.HasToGo(row.Fields) : !judge.MayGo(row.Fields)))
        {
            throw ForeignOpinion.Differs($"{(stays ? "still has a row that matches" : "lacks a row that doesn't match")}: row {number} of the original");
        }
    }

    /// <summary>The text, as UTF-8; null where the runtime's library doesn't decompress it.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The text owns its stream, and whoever takes it disposes of it.")]
    private async Task<MeteredText?> OpenAsync(Stream stream, RecordAllowance allowance, CancellationToken cancellationToken)
    {
        byte[] magic = new byte[4];
        int length = await stream.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, cancellationToken);
        stream.Position = 0;
        Stream? text = magic.AsSpan(0, length) switch
        {
            [0x1f, 0x8b, ..] => new GZipStream(stream, CompressionMode.Decompress),
            [0x28, 0xb5, 0x2f, 0xfd] or [>= 0x50 and <= 0x5f, 0x2a, 0x4d, 0x18] or [(byte)'B', (byte)'Z', (byte)'h', ..] => null,
            _ => stream,
        };
        return text is null ? null : new MeteredText(text, question.Text.Memory, allowance, cancellationToken);
    }

    private IAsyncEnumerable<OpinionRow> ReadAsync(Stream text, CancellationToken cancellationToken) =>
        question.Format == DataFormat.Json ? ReadJsonAsync(text, cancellationToken) : ReadCsvAsync(text);

    private async IAsyncEnumerable<OpinionRow> ReadCsvAsync(Stream text)
    {
        TextFormat format = question.Text.Format;
        using StreamReader reader = await OpenReaderAsync(text, format);
        for (int i = 0; i < format.SkipLines; i++)
        {
            string line = await reader.ReadLineAsync() ?? "";
            if (i == 0 && line.StartsWith(SeparatorLine, StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidDataException("The lines to skip come behind the one that names the delimiter, which CsvHelper doesn't know.");
            }

            yield return new OpinionRow(line, null);
        }

        using CsvParser parser = new(reader, CsvDialect.Of(format));
        IReadOnlyList<string>? names = format.Header ? null : [.. format.Columns!.Select(CsvForm.NameOf)];
        while (await parser.ReadAsync())
        {
            string[] record = parser.Record!;
            if (format.Escape is { } mark && mark != format.Quote && EscapesLineEnd(parser.RawRecord, mark))
            {
                throw new InvalidDataException("CsvHelper may read on at an escape before a line's end where the settings say that the record ends, or end it where it goes on.");
            }

            // A file that was joined to another one may begin with a byte order mark, which is no part of its first value.
            bool isJoined = record[0].StartsWith('\ufeff');
            record[0] = record[0].TrimStart('\ufeff');
            string content = string.Join('\u001f', record);
            if (parser.Row == 1 && content.StartsWith(SeparatorLine, StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidDataException("CsvHelper doesn't know the line that names the delimiter.");
            }

            if (names is null)
            {
                names = [.. (format.Columns ?? record).Select(CsvForm.NameOf)];
                yield return new OpinionRow(content, null);
                continue;
            }

            List<RecordField> fields = [];
            for (int i = 0; i < record.Length && i < names.Count; i++)
            {
                if (judge.Columns.Contains(names[i], StringComparer.OrdinalIgnoreCase))
                {
                    bool isOnly = !Enumerable.Range(0, names.Count).Any(at => at != i && names[at] == names[i]);
                    fields.Add(new RecordField(names[i], record[i], IsNumber: false, IsInList: false, isOnly && record[i] != format.Null));
                }
            }

            // CsvHelper takes an escape for itself only before a quote or another escape.
            yield return new OpinionRow(content, fields, IsOpen: isJoined || (format.Escape is { } escape && content.Contains(escape, StringComparison.Ordinal)));
        }
    }

    private async IAsyncEnumerable<OpinionRow> ReadJsonAsync(Stream text, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using StreamReader reader = await OpenReaderAsync(text, question.Text.Format);
        await using TextReaderStream utf8 = new(reader);
        bool isArray = await utf8.StartsWithAsync('[');
        await foreach (JsonElement element in JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(utf8, topLevelValues: !isArray, Lenient, cancellationToken))
        {
            yield return new OpinionRow(element.GetRawText(), JsonForm.FieldsOf(JsonMarshal.GetRawUtf8Value(element), judge.Columns));
        }
    }

    private static bool EscapesLineEnd(string raw, char escape)
    {
        int at = raw.IndexOf(escape, StringComparison.Ordinal);
        while (at >= 0 && at + 1 < raw.Length && raw[at + 1] is not ('\r' or '\n'))
        {
            at = raw.IndexOf(escape, at + 1);
        }

        return at >= 0 && at + 1 < raw.Length;
    }

    // What isn't valid in its character set can't be read, where a text is compared as one.
    private static async Task<StreamReader> OpenReaderAsync(Stream text, TextFormat format)
    {
        PipeReader pipe = PipeReader.Create(text);
        ReadResult start = await pipe.ReadAtLeastAsync(RecordText.StartLength);
        Encoding encoding = (Encoding)RecordText.CharsetOf(start.Buffer.Slice(0, Math.Min(start.Buffer.Length, RecordText.StartLength)).ToArray(), format.Charset).Clone();
        pipe.AdvanceTo(start.Buffer.Start);
        encoding.DecoderFallback = DecoderFallback.ExceptionFallback;
        return new StreamReader(pipe.AsStream(), encoding, detectEncodingFromByteOrderMarks: true);
    }

    /// <summary>Rows, until a library can't read on.</summary>
    private sealed class Rows(IAsyncEnumerable<OpinionRow> rows, MeteredText text) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<OpinionRow> enumerator = rows.GetAsyncEnumerator();

        /// <summary>The row; null at the end.</summary>
        public OpinionRow? Current { get; private set; }

        /// <summary>The library couldn't read on.</summary>
        public bool IsBroken { get; private set; }

        public async ValueTask<bool> MoveAsync()
        {
            try
            {
                Current = !IsBroken && await enumerator.MoveNextAsync() ? enumerator.Current : null;
                text.PassRecord();
            }
            catch (Exception unreadable) when (unreadable is CsvHelperException or JsonException or InvalidDataException or DecoderFallbackException or InvalidOperationException or FormatException)
            {
                (Current, IsBroken) = (null, true);
            }

            return Current is not null;
        }

        public ValueTask DisposeAsync() => enumerator.DisposeAsync();
    }
}
