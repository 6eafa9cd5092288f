using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Erasures;

/// <summary>The engine's management URLs of an instance, as its check-status payload names them; each host has its own.</summary>
public interface IManagementLinks
{
    /// <summary>URLs by the payload's names (<c>statusQueryGetUri</c>, ...), without <c>id</c>.</summary>
    IReadOnlyDictionary<string, string?> For(HttpRequest request, string instanceId);
}
