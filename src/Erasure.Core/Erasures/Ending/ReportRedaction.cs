using System.Text.Json;
using System.Text.Json.Nodes;
using Erasure.Core.Subjects;
using Erasure.Core.Vault;

namespace Erasure.Core.Erasures.Ending;

/// <summary>Leaves out of a connector's account every text that names the person: a report outlives the identifiers.</summary>
internal static class ReportRedaction
{
    private const string LeftOut = "(left out: it named the person)";

    /// <summary>The account, with such texts replaced.</summary>
    public static JsonNode? Redact(JsonNode? node, VaultedSubject subject) => node switch
    {
        JsonObject fields => new JsonObject(fields.Select(field => KeyValuePair.Create(Clean(field.Key, subject), Redact(field.Value, subject))).DistinctBy(field => field.Key)),
        JsonArray items => new JsonArray([.. items.Select(item => Redact(item, subject))]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Clean(value.GetValue<string>(), subject),
        JsonValue value => value.DeepClone(),
        _ => null,
    };

    private static string Clean(string text, VaultedSubject subject) =>
        IdentifierGuard.Names(text, subject.Subject, subject.Addresses) ? LeftOut : text;
}
