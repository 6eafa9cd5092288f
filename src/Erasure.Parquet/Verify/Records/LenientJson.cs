using System.Globalization;
using System.Text;

namespace Erasure.Parquet.Verify.Records;

/// <summary>Makes JSON of what writers commonly take for it: control characters in strings, and numbers that are none.</summary>
internal static class LenientJson
{
    private static readonly string[] NoNumbers = ["-Infinity", "Infinity", "NaN"];

    /// <summary>The value with control characters of strings escaped, and <c>null</c> in place of <c>NaN</c> and infinities.</summary>
    public static string Mend(string value)
    {
        StringBuilder mended = new(value.Length);
        bool isString = false;
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            if (!isString && NoNumbers.FirstOrDefault(word => value.AsSpan(i).StartsWith(word, StringComparison.Ordinal)) is { } none)
            {
                mended.Append("null");
                i += none.Length - 1;
            }
            else if (isString && c == '\\' && i + 1 < value.Length)
            {
                mended.Append(c).Append(value[++i]);
            }
            else if (isString && char.IsControl(c))
            {
                mended.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                isString ^= c == '"';
                mended.Append(c);
            }
        }

        return mended.ToString();
    }
}
