using System.Text;

namespace Erasure.Api.Batch;

/// <summary>The fields of one CSV record (RFC 4180).</summary>
internal static class CsvRecord
{
    /// <returns>False where the quotes don't match, or the bytes aren't UTF-8.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out List<string> fields)
    {
        fields = [];
        if (!System.Text.Unicode.Utf8.IsValid(utf8))
        {
            return false;
        }

        ReadOnlySpan<char> rest = Encoding.UTF8.GetString(utf8);
        while (true)
        {
            if (!TryTakeField(ref rest, out string field))
            {
                return false;
            }

            fields.Add(field);
            if (rest.IsEmpty)
            {
                return true;
            }

            rest = rest[1..];
        }
    }

    // Leaves the rest at the comma behind the field, or empty at the end.
    private static bool TryTakeField(ref ReadOnlySpan<char> rest, out string field)
    {
        if (rest is not ['"', ..])
        {
            int comma = rest.IndexOf(',');
            field = (comma < 0 ? rest : rest[..comma]).ToString();
            rest = comma < 0 ? [] : rest[comma..];
            return !field.Contains('"', StringComparison.Ordinal);
        }

        StringBuilder text = new();
        rest = rest[1..];
        while (true)
        {
            int quote = rest.IndexOf('"');
            if (quote < 0)
            {
                field = "";
                return false;
            }

            text.Append(rest[..quote]);
            rest = rest[(quote + 1)..];
            if (rest is not ['"', ..])
            {
                field = text.ToString();
                return rest is [] or [',', ..];
            }

            text.Append('"');
            rest = rest[1..];
        }
    }
}
