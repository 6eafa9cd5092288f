using System.Buffers;
using System.Collections;
using System.Text.Json;

namespace Erasure.Parquet.Json;

/// <summary>Finds where an object ends, and checks that it is one.</summary>
/// <remarks>
/// <see cref="Utf8JsonReader"/> refuses what common writers write and what tells nothing of a record's bounds, so this stands in its place: RFC 8259,
/// and besides <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> (Python), control characters other than line ends in strings, bytes that aren't UTF-8,
/// and any depth up to <see cref="MaxDepth"/>.
/// </remarks>
internal sealed class JsonObjectScan
{
    /// <summary>Deeper objects are refused.</summary>
    public const int MaxDepth = 1 << 16;

    private const byte EscapeU = (byte)'u';

    private static readonly SearchValues<byte> StringMarks = SearchValues.Create("\"\\\r\n"u8);
    private static readonly SearchValues<byte> Escapes = SearchValues.Create("\"\\/bfnrtu"u8);

    // by depth, whether an object
    private readonly BitArray nesting = new(64);
    private readonly List<JsonProperty> properties = [];
    private int depth;
    private int nameStart;
    private int nameLength;
    private int valueStart;

    /// <summary>The next token.</summary>
    private enum Expected
    {
        Value,
        ValueOrEnd,
        Name,
        NameOrEnd,
        Colon,
        CommaOrEnd,
    }

    /// <summary>The properties of the object that was read last, not those of objects in it.</summary>
    public List<JsonProperty> Properties => properties;

    /// <summary>What is wrong with it, as the rest of a sentence; null for nothing.</summary>
    public string? Mistake { get; private set; }

    /// <summary>Where.</summary>
    public int MistakeAt { get; private set; }

    /// <summary>Reads the object whose brace is at <paramref name="start"/>.</summary>
    /// <returns>Where it ends; <paramref name="start"/> where there is a mistake, or the text ends before.</returns>
    public int Read(ReadOnlySpan<byte> text, int start)
    {
        properties.Clear();
        Mistake = null;
        depth = 0;
        Expected expected = Expected.Value;
        int at = start;
        while (true)
        {
            at = JsonText.SkipSpace(text, at);
            if (at == text.Length)
            {
                return start;
            }

            int token = at;
            expected = Step(text, ref at, expected);
            if (Mistake is not null || at < 0)
            {
                MistakeAt = token;
                return start;
            }

            if (depth == 0)
            {
                return at;
            }
        }
    }

    /// <param name="at">Moves behind the token; to -1 where the text ends in it.</param>
    private Expected Step(ReadOnlySpan<byte> text, ref int at, Expected expected)
    {
        byte token = text[at];
        switch (expected)
        {
            case Expected.ValueOrEnd when token == ']':
            case Expected.NameOrEnd when token == '}':
            case Expected.CommaOrEnd when token == (nesting[depth] ? '}' : ']'):
                at++;
                return Close(at);
            case Expected.Name or Expected.NameOrEnd when token == '"':
                int name = at + 1;
                at = EndOfString(text, at);
                if (depth == 1)
                {
                    (nameStart, nameLength) = (name, at - name - 1);
                }

                return Expected.Colon;
            case Expected.Colon when token == ':':
                at++;
                return Expected.Value;
            case Expected.CommaOrEnd when token == ',':
                at++;
                return nesting[depth] ? Expected.Name : Expected.Value;
            case Expected.Value or Expected.ValueOrEnd:
                return ReadValue(text, ref at);
            default:
                Mistake = expected switch
                {
                    Expected.Colon => "has no colon behind a name",
                    Expected.CommaOrEnd => "has neither a comma nor an end behind a value",
                    _ => "has no name in quotes where one is due",
                };
                return expected;
        }
    }

    private Expected ReadValue(ReadOnlySpan<byte> text, ref int at)
    {
        byte token = text[at];
        if (depth == 1)
        {
            valueStart = at;
        }

        if (token is (byte)'{' or (byte)'[')
        {
            at++;
            return Open(token == '{');
        }

        if (token == '"')
        {
            at = EndOfString(text, at);
        }
        else
        {
            int end = JsonText.EndOfWord(text, at);
            if (end < text.Length && !JsonWord.IsValid(text[at..end]))
            {
                Mistake = "has something that is no JSON value";
            }

            at = end < text.Length ? end : -1;
        }

        return Closed(at);
    }

    private Expected Open(bool isObject)
    {
        depth++;
        if (depth > MaxDepth)
        {
            Mistake = $"nests deeper than {MaxDepth} levels";
            return Expected.Value;
        }

        if (depth >= nesting.Length)
        {
            nesting.Length *= 2;
        }

        nesting[depth] = isObject;
        return isObject ? Expected.NameOrEnd : Expected.ValueOrEnd;
    }

    private Expected Close(int at)
    {
        depth--;
        return Closed(at);
    }

    /// <summary>A value has ended.</summary>
    private Expected Closed(int at)
    {
        if (depth == 1 && nesting[1])
        {
            properties.Add(new JsonProperty(nameStart, nameLength, valueStart, at - valueStart));
        }

        return Expected.CommaOrEnd;
    }

    private int EndOfString(ReadOnlySpan<byte> text, int at)
    {
        at++;
        while (true)
        {
            int count = text[at..].IndexOfAny(StringMarks);
            if (count < 0)
            {
                return -1;
            }

            at += count;
            switch (text[at])
            {
                case (byte)'"':
                    return at + 1;
                case (byte)'\\':
                    int length = at + 1 < text.Length && text[at + 1] == EscapeU ? 6 : 2;
                    if (at + length > text.Length)
                    {
                        return -1;
                    }

                    if (!Escapes.Contains(text[at + 1]) || (length == 6 && !IsHexadecimal(text.Slice(at + 2, 4))))
                    {
                        Mistake = "has an escape that JSON doesn't know in a string";
                        return -1;
                    }

                    at += length;
                    break;
                default:
                    Mistake = "has a line end in a string";
                    return -1;
            }
        }
    }

    private static bool IsHexadecimal(ReadOnlySpan<byte> digits)
    {
        foreach (byte digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }
        }

        return true;
    }
}
