using System.Text.Json;
using Erasure.Api;
using Erasure.Api.Access;
using Erasure.Api.Erasures;

namespace Erasure.Host.Management;

/// <summary>The management URLs of this host. They carry the caller's own key where he sent it in a URL, as Durable Functions' clients do; a key from a header is put into none.</summary>
internal sealed class ManagementLinks(ApiOptions options) : IManagementLinks
{
    // Named in every URL for the sake of clients that expect them; there is one hub and one database.
    private const string TaskHub = "Erasure";
    private const string Connection = "Storage";

    public IReadOnlyDictionary<string, string?> For(HttpRequest request, string instanceId)
    {
        JsonElement payload = JsonSerializer.SerializeToElement(Payload(request, instanceId));
        return payload.EnumerateObject()
            .Where(static property => property.Name != "id")
            .ToDictionary(static property => property.Name, static property => property.Value.GetString(), StringComparer.Ordinal);
    }

    /// <summary>The whole check-status payload.</summary>
    public CheckStatusPayload Payload(HttpRequest request, string instanceId)
    {
        string suffix = $"taskHub={TaskHub}&connection={Connection}";
        if (PresentedKey.InUrlOf(request) is { } key && !options.IsOpen)
        {
            suffix += $"&code={Uri.EscapeDataString(key)}";
        }

        string site = options.PublicUrl ?? $"{request.Scheme}://{request.Host}{request.PathBase}";
        return CheckStatusPayload.For(site + ManagementRoutes.Prefix, instanceId, suffix);
    }
}
