using System.Net;
using Erasure.Api.Problems;
using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Access;

/// <summary>Without keys, serves this machine alone: turns away who calls from another one, and whoever a proxy on this one brings, as far as a request shows that.</summary>
internal sealed class ThisMachineGuard(RequestDelegate next, ApiOptions options)
{
    private static readonly HashSet<string> ProxyHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "CF-Connecting-IP", "Forwarded", "True-Client-IP", "Via", "X-Client-IP", "X-Original-Host", "X-Real-IP",
    };

    public Task InvokeAsync(HttpContext context) =>
        options.IsOpen && (IsFromElsewhere(context.Connection) || IsRelayed(context.Request)) ? Problem.NotThisMachine().ExecuteAsync(context) : next(context);

    private static bool IsFromElsewhere(ConnectionInfo connection) => connection.RemoteIpAddress is { } caller && !IPAddress.IsLoopback(caller);

    // nginx asked its upstream in HTTP/1.0 for years, and added no header by itself.
    private static bool IsRelayed(HttpRequest request) =>
        HttpProtocol.IsHttp10(request.Protocol) || request.Headers.Keys.Any(name => name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || ProxyHeaders.Contains(name));
}
