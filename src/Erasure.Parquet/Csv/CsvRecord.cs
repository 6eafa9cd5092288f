namespace Erasure.Parquet.Csv;

/// <summary>Where the fields of one record are.</summary>
internal sealed class CsvRecord(byte delimiter)
{
    private readonly List<CsvField> fields = [];

    /// <summary>The fields of the record that was read last.</summary>
    public IReadOnlyList<CsvField> Fields => fields;

    /// <summary>Finds the fields of the record at the start of <paramref name="text"/>.</summary>
    /// <param name="length">Its length, line end included; 0 where more bytes are needed.</param>
    /// <returns>What is wrong with it; null for nothing.</returns>
    public string? Read(ReadOnlySpan<byte> text, bool isEnd, out int length)
    {
        fields.Clear();
        length = 0;
        int at = 0;
        while (true)
        {
            bool quoted = at < text.Length && text[at] == '"';
            int start = at;
            at = quoted ? EndOfQuotes(text, at + 1) : EndOfPlain(text, at);
            if (at >= text.Length && !isEnd)
            {
                return null;
            }

            if (at > text.Length)
            {
                return "has quotes that don't close";
            }

            fields.Add(new CsvField(start, at - start, quoted));
            if (at == text.Length)
            {
                length = at;
                return null;
            }

            if (text[at] == delimiter)
            {
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

    private int EndOfPlain(ReadOnlySpan<byte> text, int at)
    {
        int count = text[at..].IndexOfAny(delimiter, (byte)'\n', (byte)'\r');
        return count < 0 ? text.Length : at + count;
    }

    /// <returns>Behind the closing quote; past the end of the text where there is none.</returns>
    private static int EndOfQuotes(ReadOnlySpan<byte> text, int at)
    {
        while (true)
        {
            int count = text[at..].IndexOf((byte)'"');
            if (count < 0)
            {
                return text.Length + 1;
            }

            at += count + 1;
            if (at == text.Length || text[at] != '"')
            {
                return at;
            }

            at++;
        }
    }
}

/// <summary>A field's place in its record, quotes included.</summary>
internal readonly record struct CsvField(int Start, int Length, bool Quoted);
