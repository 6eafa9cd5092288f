using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Erasure.Parquet.Json;

/// <summary>Steps through text that is known to be an object (<see cref="JsonObjectScan"/>), and the spelling of its strings (RFC 8259, 7).</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> Nesting = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> WordEnds = SearchValues.Create(" \t\r\n,:]}[{\""u8);

    /// <summary>Where the white space ends that begins at <paramref name="at"/>.</summary>
    public static int SkipSpace(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    /// <summary>Where the value ends that begins at <paramref name="at"/>.</summary>
    public static int EndOfValue(ReadOnlySpan<byte> text, int at)
    {
        switch (text[at])
        {
            case (byte)'"':
                return EndOfString(text, at);
            case (byte)'{' or (byte)'[':
                return EndOfNesting(text, at);
            default:
                return EndOfWord(text, at);
        }
    }

    /// <summary>Where the string ends whose opening quote is at <paramref name="at"/>.</summary>
    public static int EndOfString(ReadOnlySpan<byte> text, int at)
    {
        at++;
        while (true)
        {
            at += text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (text[at] == '"')
            {
                return at + 1;
            }

            at += 2;
        }
    }

    /// <summary>Where the number or literal ends that begins at <paramref name="at"/>; the text's length where it goes on for as long.</summary>
    public static int EndOfWord(ReadOnlySpan<byte> text, int at)
    {
        int count = text[at..].IndexOfAny(WordEnds);
        return count < 0 ? text.Length : at + count;
    }

    /// <summary>A string without its quotes and escapes; null where it is no valid Unicode, and so equals nothing.</summary>
    /// <param name="body">What stands between the quotes.</param>
    public static string? Unescape(ReadOnlySpan<byte> body)
    {
        char[] chars = ArrayPool<char>.Shared.Rent(body.Length);
        int length = 0;
        bool valid = true;
        while (valid && !body.IsEmpty)
        {
            int plain = body.IndexOf((byte)'\\');
            plain = plain < 0 ? body.Length : plain;
            valid = Utf8.ToUtf16(body[..plain], chars.AsSpan(length), out _, out int written, replaceInvalidSequences: false) == OperationStatus.Done;
            length += written;
            body = body[plain..];
            if (valid && !body.IsEmpty)
            {
                chars[length++] = ReadEscape(ref body);
            }
        }

        string? text = valid && IsPaired(chars.AsSpan(0, length)) ? new string(chars, 0, length) : null;
        ArrayPool<char>.Shared.Return(chars, clearArray: true);
        return text;
    }

    private static int EndOfNesting(ReadOnlySpan<byte> text, int at)
    {
        int depth = 0;
        while (true)
        {
            at += text[at..].IndexOfAny(Nesting);
            switch (text[at])
            {
                case (byte)'"':
                    at = EndOfString(text, at);
                    continue;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                default:
                    depth--;
                    break;
            }

            at++;
            if (depth == 0)
            {
                return at;
            }
        }
    }

    private static char ReadEscape(ref ReadOnlySpan<byte> body)
    {
        byte kind = body[1];
        if (kind == 'u')
        {
            char unit = (char)Convert.ToUInt16(Encoding.ASCII.GetString(body.Slice(2, 4)), 16);
            body = body[6..];
            return unit;
        }

        body = body[2..];
        return kind switch
        {
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            _ => (char)kind,
        };
    }

    private static bool IsPaired(ReadOnlySpan<char> text)
    {
        for (int i = text.IndexOfAnyInRange('\ud800', '\udfff'); i >= 0 && i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (!char.IsHighSurrogate(text[i]) || ++i == text.Length || !char.IsLowSurrogate(text[i])))
            {
                return false;
            }
        }

        return true;
    }
}
