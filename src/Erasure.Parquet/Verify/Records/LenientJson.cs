using System.Globalization;
using System.Text;

namespace Erasure.Parquet.Verify.Records;

/// <summary>Makes JSON of what writers commonly take for it: control characters in strings, and numbers that are none.</summary>
internal static class LenientJson
{
    /// <summary>The value with control characters of strings escaped, and <c>null</c> in place of <c>NaN</c> and infinities.</summary>
    public static string Mend(ReadOnlySpan<char> value)
    {
        StringBuilder mended = new(value.Length);
        bool isString = false;
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            if (!isString && NoNumberLength(value[i..]) is > 0 and var length)
            {
                mended.Append("null");
                i += length - 1;
            }
            else if (isString && c == '\\' && i + 1 < value.Length)
            {
                mended.Append(c).Append(value[++i]);
            }
            else if (isString && c < ' ')
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

    private static int NoNumberLength(ReadOnlySpan<char> text) => text switch
    {
        ['-', 'I', 'n', 'f', 'i', 'n', 'i', 't', 'y', ..] => 9,
        ['I', 'n', 'f', 'i', 'n', 'i', 't', 'y', ..] => 8,
        ['N', 'a', 'N', ..] => 3,
        _ => 0,
    };
}
