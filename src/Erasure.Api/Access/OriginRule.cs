using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Erasure.Api.Access;

/// <summary>Keeps other web sites' pages out of a browser that can reach us.</summary>
/// <remarks>
/// A browser presents what its user signed in with to every page's form, and a server on loopback asks for no key. So a foreign
/// page's form is turned away by Origin and Sec-Fetch-Site, which pages can't forge, and on loopback a name that resolves to it
/// (DNS rebinding) by its Host header.
/// </remarks>
internal sealed class OriginRule(ApiOptions options)
{
    private readonly string? publicOrigin = options.PublicUrl is { } url ? new Uri(url).GetLeftPart(UriPartial.Authority) : null;

    /// <summary>The request may come from another site's page.</summary>
    public bool IsForeign(HttpRequest request)
    {
        if (options.IsOpen && !IsLoopback(request.Host.Host))
        {
            return true;
        }

        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            return false;
        }

        string? site = request.Headers["Sec-Fetch-Site"];
        string? origin = request.Headers[HeaderNames.Origin];
        return site is not (null or "same-origin" or "none")
            || (origin is not null && !IsOurs(origin, request));
    }

    // A proxy may name us otherwise than the browser does.
    private bool IsOurs(string origin, HttpRequest request) =>
        origin == publicOrigin || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && uri.Authority == AuthorityOf(request, uri));

    // Uri.Authority leaves out a scheme's default port, a Host header may spell it out.
    private static string AuthorityOf(HttpRequest request, Uri origin) =>
        request.Host.Port is { } port && !(origin.IsDefaultPort && origin.Port == port)
            ? $"{request.Host.Host}:{port}"
            : request.Host.Host;

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
}
