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

        // outside of quotes some readers take an escape for text
        bool isPlainEscape = dialect.Quote >= 0 && !field.IsQuoted && dialect.Escape >= 0 && content.Contains((byte)dialect.Escape);
        if (!field.IsEscaped && !isPlainEscape)
        {
            return column.FindText(content);
        }

        return (isPlainEscape ? column.FindText(content) : null)
            ?? FindUnescaped(column, content, all: true)
            ?? (field.IsQuoted && dialect.Escape >= 0 ? FindUnescaped(column, content, all: false) : null);
    }

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
