using System.Text.Json;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Json;

/// <summary>Compares a JSON scalar with what is asked of its column.</summary>
internal static class JsonLeaf
{
    /// <summary>The matches that the reader's value stands in; null for none.</summary>
    public static List<int>? Find(ColumnQuestion column, ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String when !reader.ValueIsEscaped => column.FindText(reader.ValueSpan),
        JsonTokenType.String => TryGetText(ref reader) is { } text ? column.FindText(text) : null,
        JsonTokenType.Number => column.FindNumber(reader.ValueSpan),
        JsonTokenType.True => column.FindText("true"),
        JsonTokenType.False => column.FindText("false"),
        _ => null,
    };

    /// <summary>A string or name without its escapes; null where it is no valid Unicode, and so equals nothing.</summary>
    public static string? TryGetText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
