using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Csv;

/// <summary>What the fields of a dialect say.</summary>
internal sealed class CsvText(CsvDialect dialect, string? nullText)
{
    private const int StackLength = 256;

    private readonly byte[]? nullBytes = nullText is null ? null : Encoding.UTF8.GetBytes(nullText);

    /// <summary>The matches that a field stands in; null for none.</summary>
    /// <param name="malformed">Whether it isn't valid text, which equals nothing.</param>
    public List<int>? Find(ColumnQuestion column, ReadOnlySpan<byte> content, CsvField field, out bool malformed)
    {
        malformed = false;
        if (!field.IsQuoted && nullBytes is not null && content.SequenceEqual(nullBytes))
        {
            return null;
        }

        malformed = !Utf8.IsValid(content);
        if (malformed)
        {
            return null;
        }

        return !field.IsEscaped
            ? column.FindText(content)
            : FindUnescaped(column, content, all: true) ?? (field.IsQuoted && dialect.Escape >= 0 ? FindUnescaped(column, content, all: false) : null);
    }

    /// <summary>Whether a row holds what may be an escape outside of quotes, where some readers take it for text (Spark), and others drop it (OpenCSV).</summary>
    public bool MayDropEscape(ReadOnlySpan<byte> row) => dialect.Quote >= 0 && Mark >= 0 && row.Contains((byte)Mark);

    /// <summary>The matches that a field stands in for readers which drop escapes outside of quotes: before any character, with the quotes behind them, or at its end; null for none.</summary>
    public List<int>? FindDropped(ColumnQuestion column, ReadOnlySpan<byte> content, CsvField field)
    {
        if (field.IsQuoted || !MayDropEscape(content) || !Utf8.IsValid(content))
        {
            return null;
        }

        string text = Encoding.UTF8.GetString(content);
        string escape = $"{(char)Mark}";
        string once = text.Replace(escape + escape, "\0", StringComparison.Ordinal).Replace(escape, "", StringComparison.Ordinal).Replace("\0", escape, StringComparison.Ordinal);
        return column.FindText(once) ?? column.FindText(once.Replace($"{(char)dialect.Quote}", "", StringComparison.Ordinal));
    }

    // A backslash may be an escape though nobody says so.
    private int Mark => dialect.Escape >= 0 ? dialect.Escape : dialect.DoubtsBackslashes ? '\\' : -1;

    /// <summary>A field as text, whatever its bytes.</summary>
    public string Show(ReadOnlySpan<byte> content, CsvField field)
    {
        var target = new byte[content.Length];
        return Encoding.UTF8.GetString(field.IsEscaped ? target.AsSpan(0, Unescape(content, target, all: true)) : content);
    }

    private List<int>? FindUnescaped(ColumnQuestion column, ReadOnlySpan<byte> content, bool all)
    {
        byte[]? rented = content.Length > StackLength ? ArrayPool<byte>.Shared.Rent(content.Length) : null;
        Span<byte> target = rented ?? stackalloc byte[StackLength];
        List<int>? found = column.FindText(target[..Unescape(content, target, all)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }

        return found;
    }

    /// <param name="all">An escape goes before any character (OpenCSV, LazySimple); otherwise only before a quote and another escape, and is text elsewhere (Spark).</param>
    private int Unescape(ReadOnlySpan<byte> content, Span<byte> target, bool all)
    {
        int written = 0;
        for (int i = 0; i < content.Length; i++)
        {
            if (i + 1 < content.Length && (content[i] == dialect.Escape
                ? all || content[i + 1] == dialect.Escape || content[i + 1] == dialect.Quote
                : content[i] == dialect.Quote && content[i + 1] == dialect.Quote))
            {
                i++;
            }

            target[written++] = content[i];
        }

        return written;
    }
}
