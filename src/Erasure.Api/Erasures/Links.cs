using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Erasures;

/// <summary>Addresses of an erasure.</summary>
internal sealed class Links(HttpRequest request, ApiOptions options)
{
    private readonly string root = options.PublicUrl?.TrimEnd('/') ?? $"{request.Scheme}://{request.Host}{request.PathBase}";

    public string Status(string id) => $"{root}/api/erasures/{id}";

    public string Report(string id) => $"{Status(id)}/report";

    public string Page(string id) => $"{root}/erasures/{id}";

    public string List(string query) => $"{root}/api/erasures?{query}";
}
