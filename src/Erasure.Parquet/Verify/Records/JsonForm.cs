using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Erasure.Parquet.Verify.Records;

/// <summary>JSON values one behind the other, whatever stands between them: lines, nothing, or the commas and brackets of an array.</summary>
internal sealed class JsonForm(IReadOnlyCollection<string> columns) : RecordForm
{
    private static readonly JsonReaderOptions Lenient = new() { AllowTrailingCommas = true, MaxDepth = int.MaxValue };

    private static readonly SearchValues<char> FrameCharacters = SearchValues.Create(" \t\r\n\u001e[],");

    private Frame frame;
    private bool isBroken;

    public override bool IsBroken => isBroken || frame is Frame.Comma or Frame.Element or Frame.Begun;

    public override bool TryCut(ReadOnlySpan<char> text, bool isEnd, out RecordCut cut)
    {
        Frame at = frame;
        for (int i = 0; i < text.Length; i++)
        {
            if (IsSpace(text[i]))
            {
                continue;
            }

            if (!IsStructure(text[i], at))
            {
                int length = LengthOf(text[i..], isEnd);
                cut = new(i, length);
                return length > 0;
            }

            at = Next(at, text[i], out _);
        }

        cut = new(text.Length, 0);
        return isEnd;
    }

    public override void Pass(ReadOnlySpan<char> gap, ReadOnlySpan<char> record)
    {
        foreach (char c in gap)
        {
            if (!IsSpace(c))
            {
                frame = Next(frame, c, out bool isWrong);
                isBroken |= isWrong;
            }
        }

        if (!record.IsEmpty)
        {
            isBroken |= frame == Frame.Element;
            frame = frame == Frame.None ? Frame.None : Frame.Element;
        }
    }

    public override List<RecordField> Read(RecordText text, ReadOnlySpan<char> record)
    {
        try
        {
            return FieldsOf(text.ToUtf8(record), columns);
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException)
        {
            // Once more without what is common and no JSON.
        }

        try
        {
            return FieldsOf(text.ToUtf8(LenientJson.Mend(record)), columns);
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException)
        {
            // the exception's own words may quote the record
            throw new FormatException();
        }
    }

    public override bool IsFrame(ReadOnlySpan<char> gap) => !gap.ContainsAnyExcept(FrameCharacters);

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n' or '\u001e';

    /// <summary>Of arrays only the outermost is a frame: its elements are records.</summary>
    private static bool IsStructure(char c, Frame at) => c switch
    {
        '[' => at == Frame.None,
        ']' or ',' => true,
        _ => false,
    };

    private static Frame Next(Frame at, char c, out bool isWrong)
    {
        isWrong = (at, c) is not ((Frame.None, '[') or (Frame.Element, ',') or (Frame.Element or Frame.Begun, ']'));
        return c switch
        {
            '[' => Frame.Begun,
            ',' => at == Frame.None ? Frame.None : Frame.Comma,
            _ => Frame.None,
        };
    }

    /// <summary>Length of the value at the start; 0 where more text is needed to tell.</summary>
    private static int LengthOf(ReadOnlySpan<char> text, bool isEnd)
    {
        int depth = 0;
        bool isString = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (isString)
            {
                i += c == '\\' ? 1 : 0;
                isString = c != '"';
            }
            else if (c == '"')
            {
                isString = true;
            }
            else if (c is '{' or '[')
            {
                depth++;
            }
            else if (c is '}' or ']' && depth > 0)
            {
                depth--;
            }
            else if (depth > 0 || (!IsSpace(c) && c is not (',' or ']')))
            {
                continue;
            }
            else
            {
                return i;
            }

            if (depth == 0 && !isString)
            {
                return i + 1;
            }
        }

        return isEnd ? text.Length : 0;
    }

    /// <summary>The values that paths of columns lead to, read once from front to back however deep they are nested.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <param name="json">In UTF-8.</param>
    /// <param name="columns">The columns.</param>
    public static List<RecordField> FieldsOf(ReadOnlySpan<byte> json, IReadOnlyCollection<string> columns)
    {
        Utf8JsonReader reader = new(json, Lenient);
        List<RecordField> fields = [];
        Stack<Place> around = [];
        Place here = new("", IsInList: false);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    string name = TryGetText(ref reader) ?? "\0", parent = around.Peek().Path;
                    here = around.Peek() with { Path = parent.Length == 0 ? name : $"{parent}.{name}" };
                    if (!columns.Any(column => column.StartsWith(here.Path, StringComparison.OrdinalIgnoreCase)))
                    {
                        reader.Skip();
                    }

                    break;
                case JsonTokenType.StartObject:
                    around.Push(here);
                    break;
                case JsonTokenType.StartArray:
                    here = here with { IsInList = true };
                    around.Push(here);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    around.Pop();
                    here = around.Count > 0 ? around.Peek() : here;
                    break;
                case JsonTokenType.String when TryGetText(ref reader) is { } text:
                    fields.Add(new(here.Path, text, IsNumber: false, here.IsInList, IsSure: true));
                    break;
                case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                    fields.Add(new(here.Path, Encoding.UTF8.GetString(reader.ValueSpan), reader.TokenType == JsonTokenType.Number, here.IsInList, IsSure: true));
                    break;
            }
        }

        return fields;
    }

    // Halves of surrogate pairs are no text, and equal nothing.
    private static string? TryGetText(ref Utf8JsonReader reader)
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

    /// <summary>Where a value stands.</summary>
    private readonly record struct Place(string Path, bool IsInList);

    /// <summary>Where in an array of records the text is.</summary>
    private enum Frame
    {
        None,
        Begun,
        Element,
        Comma,
    }
}
