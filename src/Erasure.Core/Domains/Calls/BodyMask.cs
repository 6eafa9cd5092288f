using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Erasure.Core.Domains.Http;
using Erasure.Core.Subjects;

namespace Erasure.Core.Domains.Calls;

/// <summary>Shows the form of a JSON body and none of its values: <c>{"reason": "string(12)", "count": "number(3)"}</c>.</summary>
/// <param name="subject">The person: not even a field's name may name them.</param>
/// <param name="words">Values that are words of the contract, and shown as they are.</param>
internal sealed partial class BodyMask(Sealed<Subject> subject, IReadOnlySet<string> words)
{
    private const int MostFields = 100;
    private const int MostItems = 10;
    private const int MostValues = 2000;
    private const int Deepest = 16;

    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private int values;

    /// <summary>The body, masked; null where it is empty.</summary>
    public string? Show(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            return null;
        }

        using JsonDocument? document = AnswerJson.TryParse(body);
        if (document is null)
        {
            return $"not JSON, {body.Length} bytes";
        }

        using MemoryStream text = new();
        using (Utf8JsonWriter writer = new(text, Indented))
        {
            values = 0;
            Write(writer, document.RootElement);
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    private void Write(Utf8JsonWriter writer, JsonElement value)
    {
        values++;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object or JsonValueKind.Array when writer.CurrentDepth == Deepest || values >= MostValues:
                writer.WriteStringValue("...");
                break;
            case JsonValueKind.Object:
                WriteObject(writer, value);
                break;
            case JsonValueKind.Array:
                WriteArray(writer, value);
                break;
            case JsonValueKind.String:
                string text = value.GetString()!;
                writer.WriteStringValue(words.Contains(text) && !IdentifierGuard.Names(text, subject) ? text : $"string({text.Length})");
                break;
            case JsonValueKind.Number:
                writer.WriteStringValue($"number({value.GetRawText().Length})");
                break;
            case JsonValueKind.Null:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteStringValue("boolean");
                break;
        }
    }

    private void WriteObject(Utf8JsonWriter writer, JsonElement value)
    {
        writer.WriteStartObject();
        int fields = 0;
        foreach (JsonProperty field in value.EnumerateObject())
        {
            if (fields++ == MostFields || values >= MostValues)
            {
                writer.WriteString("...", "more fields");
                break;
            }

            writer.WritePropertyName(NameOf(field, fields));
            Write(writer, field.Value);
        }

        writer.WriteEndObject();
    }

    private void WriteArray(Utf8JsonWriter writer, JsonElement value)
    {
        writer.WriteStartArray();
        foreach (JsonElement item in value.EnumerateArray().Take(MostItems))
        {
            Write(writer, item);
        }

        if (value.GetArrayLength() > MostItems)
        {
            writer.WriteStringValue($"{value.GetArrayLength() - MostItems} more");
        }

        writer.WriteEndArray();
    }

    // Some use what they hold as a name: {"jane@example.org": {...}}.
    private string NameOf(JsonProperty field, int number) =>
        OrdinaryName().IsMatch(field.Name) && !IdentifierGuard.Names(field.Name, subject) ? field.Name : $"name{number}({field.Name.Length})";

    [GeneratedRegex(@"\A[A-Za-z_@$][A-Za-z_.-]{0,39}[0-9]{0,2}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OrdinaryName();
}
