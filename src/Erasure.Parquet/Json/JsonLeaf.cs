using System.Text.Unicode;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Json;

/// <summary>Compares a JSON scalar with what is asked of its column.</summary>
internal static class JsonLeaf
{
    /// <summary>The matches that a value stands in; null for none.</summary>
    /// <param name="value">As it is written.</param>
    /// <param name="malformed">Whether it is no value that could equal any: not valid text, or no finite number.</param>
    public static List<int>? Find(ColumnQuestion column, ReadOnlySpan<byte> value, out bool malformed)
    {
        malformed = false;
        switch (value[0])
        {
            case (byte)'"':
                ReadOnlySpan<byte> body = value[1..^1];
                if (!body.Contains((byte)'\\'))
                {
                    malformed = !Utf8.IsValid(body);
                    return malformed ? null : column.FindText(body);
                }

                string? text = JsonText.Unescape(body);
                malformed = text is null;
                return text is null ? null : column.FindText(text);
            case (byte)'t':
                return column.FindText("true");
            case (byte)'f':
                return column.FindText("false");
            case (byte)'n':
                return null;
            default:
                malformed = JsonWord.IsNotFinite(value);
                return malformed ? null : column.FindNumber(value);
        }
    }

    /// <summary>What tells a value from others; null for one that is none.</summary>
    public static string? Text(ReadOnlySpan<byte> value) => value[0] switch
    {
        (byte)'"' => JsonText.Unescape(value[1..^1]),
        (byte)'n' => null,
        _ => System.Text.Encoding.ASCII.GetString(value),
    };
}
