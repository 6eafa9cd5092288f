using System.Text;
using System.Text.Unicode;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Find;

/// <summary>Values of columns that hold text by their type, and are no UTF-8: what is asked for is, so they equal nothing (amazon-s3-find-and-forget#228).</summary>
internal static class MalformedText
{
    public static bool IsText(LeafColumn column) => column.Logical.Kind is LogicalKind.String or LogicalKind.Enum or LogicalKind.Json;

    /// <summary>How many of the values; seldom more than a look at their bytes.</summary>
    public static int Count(ValueBlock values)
    {
        int count = 0;
        for (int i = 0; i < values.Count && (i > 0 || !Ascii.IsValid(values.Data.Span)); i++)
        {
            count += Utf8.IsValid(values[i]) ? 0 : 1;
        }

        return count;
    }

    /// <summary>Which of a dictionary's entries; null where none is.</summary>
    public static bool[]? Find(ValueBlock dictionary) =>
        Count(dictionary) == 0 ? null : [.. Enumerable.Range(0, dictionary.Count).Select(i => !Utf8.IsValid(dictionary[i]))];

    /// <summary>Whether the bounds tell of such values, or were cut within a character: seldom enough to look.</summary>
    public static bool IsToldBy(LeafColumn column, ValueBounds? bounds) => bounds is not null && IsText(column) && !(Utf8.IsValid(bounds.Min) && Utf8.IsValid(bounds.Max));
}
