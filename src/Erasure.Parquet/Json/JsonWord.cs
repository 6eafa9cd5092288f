namespace Erasure.Parquet.Json;

/// <summary>Values that are neither strings nor nested.</summary>
internal static class JsonWord
{
    /// <summary>Whether JSON knows it (RFC 8259, 3 and 6), or it is a number that JSON hasn't and common writers write.</summary>
    public static bool IsValid(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("null"u8) || word.SequenceEqual("true"u8) || word.SequenceEqual("false"u8) || IsNotFinite(word) || IsNumber(word);

    /// <summary>Whether it is one of those.</summary>
    public static bool IsNotFinite(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("NaN"u8) || word.SequenceEqual("Infinity"u8) || word.SequenceEqual("-Infinity"u8);

    private static bool IsNumber(ReadOnlySpan<byte> word)
    {
        word = word is [(byte)'-', ..] ? word[1..] : word;
        int whole = CountDigits(word);
        if (whole == 0 || (whole > 1 && word[0] == '0'))
        {
            return false;
        }

        word = word[whole..];
        if (word is [(byte)'.', ..])
        {
            int fraction = CountDigits(word[1..]);
            if (fraction == 0)
            {
                return false;
            }

            word = word[(fraction + 1)..];
        }

        if (word is [(byte)'e' or (byte)'E', ..])
        {
            word = word[1..];
            word = word is [(byte)'+' or (byte)'-', ..] ? word[1..] : word;
            return !word.IsEmpty && CountDigits(word) == word.Length;
        }

        return word.IsEmpty;
    }

    private static int CountDigits(ReadOnlySpan<byte> text)
    {
        int count = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return count < 0 ? text.Length : count;
    }
}
