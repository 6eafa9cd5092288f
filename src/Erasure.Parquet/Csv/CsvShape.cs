using System.Text.Json;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Csv;

/// <summary>Whether records have the shape of their dialect. The number of fields tells one of another; where it can't, what other dialects read otherwise is a mistake.</summary>
internal readonly struct CsvShape(TextFormat format, CsvDialect dialect)
{
    /// <summary>What is wrong with a record; null for nothing.</summary>
    /// <param name="row">The record.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="width">How many columns there are.</param>
    public string? FindMistake(ReadOnlySpan<byte> row, IReadOnlyList<CsvField> fields, int width)
    {
        int count = fields.Count;
        if (width > 1 && IsJson(row))
        {
            return "is a JSON object, or a part of one (format)";
        }

        if (count != width && !format.Ragged)
        {
            string hint = dialect.DoubtsBackslashes && row.Contains((byte)'\\') ? "; it holds a backslash, which may be an escape (escape)"
                : count == 1 && dialect.LooksSeparatedBy(row) is { } delimiter ? $"; it looks separated by {CsvDialect.Show(delimiter)}, not by {CsvDialect.Show(dialect.Delimiter)} (delimiter)"
                : "; say so where records may have fewer or more (ragged)";
            return $"has {count} fields, and there are {width} columns{hint}";
        }

        if (count == 1 && width > 1 && dialect.LooksSeparatedBy(row) is { } other)
        {
            return $"is one field of {width}, and looks separated by {CsvDialect.Show(other)}, not by {CsvDialect.Show(dialect.Delimiter)} (delimiter)";
        }

        return dialect.Quote < 0 || (count > 1 && !format.Ragged) ? null
            : format.Ragged && HasQuoteInside(row, fields) ? "has a quote inside a field that isn't quoted"
            : EndsWithEscape(row, fields) ? "has an escape before its line end outside of quotes"
            : null;
    }

    /// <summary>Where rows may have any number of fields, nothing else gives lines of JSON away.</summary>
    private bool IsJson(ReadOnlySpan<byte> row)
    {
        // Objects may stand over many lines, be elements of an array, or several on one line.
        ReadOnlySpan<byte> text = row.Trim(" \t\r\n,[]"u8);
        if (text is not [(byte)'{', .., (byte)'}'])
        {
            return row.Trim(" \t\r\n"u8) is [(byte)'{' or (byte)'['];
        }

        try
        {
            Utf8JsonReader reader = new(text, new JsonReaderOptions { AllowMultipleValues = dialect.Delimiter is not ((byte)' ' or (byte)'\t') });
            while (reader.Read())
            {
                // whatever it holds
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool HasQuoteInside(ReadOnlySpan<byte> row, IReadOnlyList<CsvField> fields)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            if (!fields[i].IsQuoted && row.Slice(fields[i].Start, fields[i].Length).Contains((byte)dialect.Quote))
            {
                return true;
            }
        }

        return false;
    }

    private bool EndsWithEscape(ReadOnlySpan<byte> row, IReadOnlyList<CsvField> fields)
    {
        ReadOnlySpan<byte> content = row.TrimEnd("\r\n"u8);
        byte escape = (byte)(dialect.Escape < 0 ? '\\' : dialect.Escape);
        return content.Length < row.Length && (dialect.Escape >= 0 || dialect.DoubtsBackslashes)
            && !fields[^1].IsQuoted && (content.Length - content.TrimEnd(escape).Length) % 2 == 1;
    }
}
