using System.Text.Json;

namespace Erasure.Core.Settings;

/// <summary>The names and texts of JSON.</summary>
internal static class JsonTexts
{
    /// <summary>Each can be read: JSON may escape what is no Unicode.</summary>
    public static bool AreValid(JsonElement json)
    {
        try
        {
            Read(json);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void Read(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty field in json.EnumerateObject())
                {
                    _ = field.Name;
                    Read(field.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in json.EnumerateArray())
                {
                    Read(item);
                }

                break;
            case JsonValueKind.String:
                _ = json.GetString();
                break;
        }
    }
}
