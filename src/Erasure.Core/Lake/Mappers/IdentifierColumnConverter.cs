using System.Text.Json;
using System.Text.Json.Serialization;

namespace Erasure.Core.Lake.Mappers;

/// <summary>Writes a column that is compared exactly as its path, as it was written before there were rules, and reads both forms.</summary>
internal sealed class IdentifierColumnConverter : JsonConverter<IdentifierColumn>
{
    public override IdentifierColumn Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return IdentifierColumn.FromString(reader.GetString()!);
        }

        Form form = JsonSerializer.Deserialize<Form>(ref reader, options)!;
        return new IdentifierColumn { Column = form.Column, Rules = form.Rules ?? [], Optional = form.Optional };
    }

    public override void Write(Utf8JsonWriter writer, IdentifierColumn value, JsonSerializerOptions options)
    {
        if (value is { Rules.Count: 0, Optional: false })
        {
            writer.WriteStringValue(value.Column);
        }
        else
        {
            JsonSerializer.Serialize(writer, new Form(value.Column, value.Rules, value.Optional), options);
        }
    }

    private sealed record Form(string Column, IReadOnlyList<string>? Rules, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Optional = false);
}
