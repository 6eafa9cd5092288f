using System.Globalization;
using System.Text;
using System.Text.Json;
using Erasure.Parquet;

namespace Erasure.Core.Domains.Http;

/// <summary>Fields of an answer by dotted path, their names in whatever case, width or letter form (NFKC), whatever spaces and invisible characters are about them.</summary>
internal static class AnswerField
{
    /// <summary>The field's text; null where it isn't there, is there twice, or is no text, number or boolean.</summary>
    public static string? Text(JsonElement root, string path)
    {
        JsonElement at = root;
        foreach (string name in path.Split('.'))
        {
            if (Named(at, name).Take(2).ToList() is not [var only])
            {
                return null;
            }

            at = only;
        }

        return at.ValueKind switch
        {
            JsonValueKind.String => at.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => at.GetRawText(),
            _ => null,
        };
    }

    /// <summary>Whether the answer may mean the field, there or elsewhere: <c>{"data": {"status": "failed"}}</c>, <c>[{"Status": "failed"}]</c>.</summary>
    public static bool IsMeant(JsonElement root, string path)
    {
        string[] names = path.Split('.');
        return IsAnywhere(root, names[^1]) || BreaksOff(root, names);
    }

    private static bool IsAnywhere(JsonElement at, string name) => at.ValueKind switch
    {
        JsonValueKind.Object => at.EnumerateObject().Any(field => IsNamed(field, name) || IsAnywhere(field.Value, name)),
        JsonValueKind.Array => at.EnumerateArray().Any(item => IsAnywhere(item, name)),
        _ => false,
    };

    // On the way to the field stands what can't have it.
    private static bool BreaksOff(JsonElement at, ReadOnlySpan<string> names)
    {
        foreach (JsonElement next in names.IsEmpty ? [] : Named(at, names[0]))
        {
            if (next.ValueKind != JsonValueKind.Object || BreaksOff(next, names[1..]))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<JsonElement> Named(JsonElement at, string name) =>
        at.ValueKind == JsonValueKind.Object ? at.EnumerateObject().Where(field => IsNamed(field, name)).Select(field => field.Value) : [];

    private static bool IsNamed(JsonProperty field, string name) => Plain(field.Name).Equals(Plain(name), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string name) => Ascii.IsValid(name) && !name.Any(char.IsControl)
        ? name.Trim()
        : NormalForms.Of(string.Concat(name.EnumerateRunes().Where(rune => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.Control))), NormalizationForm.FormKC).Trim();
}
