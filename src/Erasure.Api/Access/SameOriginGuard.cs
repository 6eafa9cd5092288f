using System.Net;
using Erasure.Api.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Erasure.Api.Access;

/// <summary>Keeps other web sites' pages out of a browser that can reach us.</summary>
/// <remarks>
/// There are no cookies, so a key is never presented by accident. What is left are servers without a key, on loopback: a name
/// that resolves to loopback (DNS rebinding) is turned away by its Host header, a foreign page's form by Origin and
/// Sec-Fetch-Site, which pages can't forge.
/// </remarks>
internal sealed class SameOriginGuard(RequestDelegate next, ApiKeyGate gate, ApiOptions options)
{
    private readonly string? publicOrigin = options.PublicUrl is { } url ? new Uri(url).GetLeftPart(UriPartial.Authority) : null;

    public Task InvokeAsync(HttpContext context) =>
        IsForeign(context.Request) ? Problem.Foreign().ExecuteAsync(context) : next(context);

    private bool IsForeign(HttpRequest request)
    {
        if (!gate.IsRequired && !IsLoopback(request.Host.Host))
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
