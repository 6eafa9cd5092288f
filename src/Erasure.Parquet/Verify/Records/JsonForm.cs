using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Erasure.Parquet.Verify.Records;

/// <summary>JSON values one behind the other, whatever stands between them: lines, nothing, or the commas and brackets of an array.</summary>
internal sealed class JsonForm(IReadOnlyCollection<string> columns) : RecordForm
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, MaxDepth = int.MaxValue };

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
        string value = text.Decode(record);
        try
        {
            return Read(value);
        }
        catch (JsonException)
        {
            // Once more without what is common and no JSON.
        }

        try
        {
            return Read(LenientJson.Mend(value));
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException)
        {
            // the exception's own words may quote the record
            throw new FormatException();
        }
    }

    private List<RecordField> Read(string value)
    {
        using JsonDocument document = JsonDocument.Parse(value, Lenient);
        List<RecordField> fields = [];
        Walk(document.RootElement, "", isInList: false, columns, fields);
        return fields;
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

    /// <summary>Adds the values that paths of columns lead to.</summary>
    /// <exception cref="FormatException">It is nested too deeply.</exception>
    public static void Walk(JsonElement value, string path, bool isInList, IReadOnlyCollection<string> columns, List<RecordField> fields)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new FormatException();
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    string name = path.Length == 0 ? NameOf(property) : $"{path}.{NameOf(property)}";
                    if (columns.Any(column => column.StartsWith(name, StringComparison.OrdinalIgnoreCase)))
                    {
                        Walk(property.Value, name, isInList, columns, fields);
                    }
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement element in value.EnumerateArray())
                {
                    Walk(element, path, isInList: true, columns, fields);
                }

                break;
            case JsonValueKind.String when TryGetText(value) is { } text:
                fields.Add(new(path, text, IsNumber: false, isInList, IsSure: true));
                break;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                fields.Add(new(path, value.GetRawText(), value.ValueKind == JsonValueKind.Number, isInList, IsSure: true));
                break;
        }
    }

    // Halves of surrogate pairs are no text, and equal nothing.
    private static string? TryGetText(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "\0";
        }
    }

    /// <summary>Where in an array of records the text is.</summary>
    private enum Frame
    {
        None,
        Begun,
        Element,
        Comma,
    }
}
