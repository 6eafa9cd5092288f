namespace Erasure.Parquet.Csv;

/// <summary>Where the fields of one record are.</summary>
internal sealed class CsvRecord(CsvDialect dialect)
{
    /// <summary>More than any table has: they bound the memory that a record costs beside its bytes.</summary>
    private const int MostFields = 100_000;

    private const byte Backslash = (byte)'\\';

    private readonly List<CsvField> fields = [];

    // of the record, where a line's end always ends it; looked for once, and for none that has no quotes
    private int? lineEnd;

    /// <summary>The dialect's quote; -1 for none.</summary>
    public int Quote => dialect.Quote;

    /// <summary>The fields of the record that was read last.</summary>
    public IReadOnlyList<CsvField> Fields => fields;

    /// <summary>Finds the fields of the record at the start of <paramref name="text"/>.</summary>
    /// <param name="length">Its length, line end included; 0 where more bytes are needed.</param>
    /// <returns>What is wrong with it; null for nothing.</returns>
    public string? Read(ReadOnlySpan<byte> text, bool isEnd, out int length)
    {
        fields.Clear();
        lineEnd = dialect.IsMultiline ? -1 : null;
        length = 0;
        int at = 0;
        while (true)
        {
            bool isQuoted = at < text.Length && text[at] == dialect.Quote;
            string? mistake = isQuoted ? ReadQuoted(text, isEnd, ref at) : ReadPlain(text, ref at);
            if (mistake is not null || (at >= text.Length && !isEnd))
            {
                return mistake;
            }

            if (at >= text.Length)
            {
                length = text.Length;
                return null;
            }

            if (text[at] == dialect.Delimiter)
            {
                if (fields.Count == MostFields)
                {
                    return $"has more than {MostFields:N0} fields";
                }

                at++;
                continue;
            }

            if (text[at] == '\r')
            {
                if (at + 1 == text.Length && !isEnd)
                {
                    return null;
                }

                if (at + 1 == text.Length || text[at + 1] != '\n')
                {
                    return "has a carriage return without a line feed outside of quotes";
                }

                at++;
            }
            else if (text[at] != '\n')
            {
                return "goes on behind a closing quote";
            }

            length = at + 1;
            return null;
        }
    }

    /// <param name="at">Moves behind the field; to the text's length at most.</param>
    private string? ReadPlain(ReadOnlySpan<byte> text, ref int at)
    {
        int start = at;
        bool escapes = dialect.Quote < 0 && dialect.Escape >= 0;
        bool isEscaped = false;
        while (true)
        {
            int count = escapes
                ? text[at..].IndexOfAny([dialect.Delimiter, (byte)'\n', (byte)'\r', (byte)dialect.Escape])
                : text[at..].IndexOfAny(dialect.Delimiter, (byte)'\n', (byte)'\r');
            at = count < 0 ? text.Length : at + count;
            if (!escapes || at == text.Length || text[at] != dialect.Escape)
            {
                fields.Add(new CsvField(start, at - start, false, isEscaped));
                return null;
            }

            isEscaped = true;
            at = EndOfEscape(text, at);
        }
    }

    /// <summary>Where an escape and what it escapes end, which is nothing where a line's end always ends the record.</summary>
    private int EndOfEscape(ReadOnlySpan<byte> text, int at)
    {
        ReadOnlySpan<byte> escaped = text[(at + 1)..];
        return escaped switch
        {
            [(byte)'\r', (byte)'\n', ..] => dialect.IsMultiline ? at + 3 : at + 1,
            [(byte)'\n', ..] or [(byte)'\r', ..] => dialect.IsMultiline ? at + 2 : at + 1,
            [] => at + 1,
            _ => at + 2,
        };
    }

    /// <param name="at">Moves behind the closing quote; past the text's end where that is missing.</param>
    private string? ReadQuoted(ReadOnlySpan<byte> text, bool isEnd, ref int at)
    {
        int start = at + 1;
        int limit = lineEnd ??= text.IndexOf((byte)'\n');
        ReadOnlySpan<byte> within = limit < 0 ? text : text[..limit];
        bool isEscaped = false;
        at = start;
        while (true)
        {
            int count = dialect.Escape >= 0 ? within[at..].IndexOfAny((byte)dialect.Quote, (byte)dialect.Escape) : within[at..].IndexOf((byte)dialect.Quote);
            if (count < 0)
            {
                at = text.Length;
                return limit >= 0 ? "has a line end within quotes, and is to have none (multiline)" : isEnd ? "has quotes that don't close" : null;
            }

            at += count;
            if (at + 1 == text.Length && !isEnd)
            {
                // what follows decides
                at++;
                return null;
            }

            if (within[at] == dialect.Escape)
            {
                isEscaped = true;
                at = Math.Min(at + 2, within.Length);
                continue;
            }

            if (at + 1 < within.Length && within[at + 1] == dialect.Quote)
            {
                if (IsDoubtful(text, start, at) && EndsField(text, isEnd, at + 2))
                {
                    return DoubtfulBackslash;
                }

                isEscaped = true;
                at += 2;
                continue;
            }

            if (IsDoubtful(text, start, at))
            {
                return DoubtfulBackslash;
            }

            fields.Add(new CsvField(start, at - start, true, isEscaped));
            at++;
            return null;
        }
    }

    private static string DoubtfulBackslash => "has a backslash before a quote within quotes: name it as the escape, or the quote itself as one where a backslash is text (escape)";

    /// <summary>Whether an odd number of backslashes stands before the quote: other dialects take it for text.</summary>
    private bool IsDoubtful(ReadOnlySpan<byte> text, int start, int quote)
    {
        ReadOnlySpan<byte> before = text[start..quote];
        return dialect.DoubtsBackslashes && (before.Length - before.TrimEnd(Backslash).Length) % 2 == 1;
    }

    private bool EndsField(ReadOnlySpan<byte> text, bool isEnd, int at) =>
        at >= text.Length ? isEnd : text[at] is (byte)'\r' or (byte)'\n' || text[at] == dialect.Delimiter;
}
