using System.Text;
using System.Text.Unicode;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Find;

/// <summary>Values that aren't of their column's type: texts that are no UTF-8 (amazon-s3-find-and-forget#228), numbers beyond it. What is asked for is, so they equal nothing.</summary>
internal sealed class MalformedValues(LeafColumn column)
{
    private readonly bool isText = IsText(column), isNumber = Overflow.IsPossible(column);

    /// <summary>Whether the bounds tell of texts that are none, or were cut within a character: seldom enough to look.</summary>
    public static bool AreToldBy(LeafColumn column, ValueBounds? bounds) => bounds is not null && IsText(column) && !(Utf8.IsValid(bounds.Min) && Utf8.IsValid(bounds.Max));

    /// <summary>False where none can be among the bytes of values; seldom more than a look.</summary>
    public bool MayBeIn(ReadOnlySpan<byte> values) => isNumber || (isText && !Ascii.IsValid(values));

    /// <summary>How many of the values.</summary>
    public int Count(ValueBlock values)
    {
        int count = 0;
        for (int i = 0; i < values.Count && (i > 0 || MayBeIn(values.Data.Span)); i++)
        {
            count += IsMalformed(values[i]) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Which of a dictionary's entries; null where none is.</summary>
    public bool[]? Find(ValueBlock dictionary) =>
        Count(dictionary) == 0 ? null : [.. Enumerable.Range(0, dictionary.Count).Select(i => IsMalformed(dictionary[i]))];

    private static bool IsText(LeafColumn column) => column.Logical.Kind is LogicalKind.String or LogicalKind.Enum or LogicalKind.Json;

    private bool IsMalformed(ReadOnlySpan<byte> value) => isText ? !Utf8.IsValid(value) : Overflow.Is(column, value);
}
