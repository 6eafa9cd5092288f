using System.Text;

namespace Erasure.Parquet.Tests.Oracle;

/// <summary>A file's rows as text, put together from its columns' levels and values.</summary>
internal sealed class RowTexts
{
    private readonly List<StringBuilder> rows = [];
    private int first;
    private int next;

    public string[] ToArray() => [.. rows.Select(row => row.ToString())];

    public void BeginRowGroup(long rowCount)
    {
        first = rows.Count;
        for (long i = 0; i < rowCount; i++)
        {
            rows.Add(new StringBuilder());
        }
    }

    public void BeginColumn() => next = first;

    /// <summary>The column's next entry.</summary>
    /// <exception cref="InvalidDataException">The column has more rows than its row group, or begins within one.</exception>
    public void Add(int repetition, int definition, string value)
    {
        next += repetition == 0 ? 1 : 0;
        if (next == first || next > rows.Count)
        {
            throw new InvalidDataException("A column has other rows than its row group.");
        }

        rows[next - 1].Append(repetition).Append(':').Append(definition).Append(' ').Append(value).Append(';');
    }

    /// <exception cref="InvalidDataException">The column has fewer rows than its row group.</exception>
    public void EndColumn()
    {
        if (next != rows.Count)
        {
            throw new InvalidDataException("A column has fewer rows than its row group.");
        }
    }
}
