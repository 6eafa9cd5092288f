using System.Text.Json;

namespace Erasure.Host.Management;

/// <summary>The body of a raised event.</summary>
/// <param name="IsValid">It is JSON, or empty.</param>
/// <param name="Json">It, without needless space; null where it is empty.</param>
internal sealed record EventBody(bool IsValid, string? Json)
{
    public static async Task<EventBody> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        using var reader = new StreamReader(request.Body);
        string text = await reader.ReadToEndAsync(cancellation);
        if (string.IsNullOrWhiteSpace(text))
        {
            return new EventBody(true, null);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return new EventBody(true, JsonSerializer.Serialize(document.RootElement));
        }
        catch (JsonException)
        {
            return new EventBody(false, null);
        }
    }
}
