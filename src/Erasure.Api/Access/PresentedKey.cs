using System.Text;
using Erasure.Api.Privacy;
using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Access;

/// <summary>The key that a request presents, and the name that came with it.</summary>
/// <param name="Key">The key, right or wrong.</param>
/// <param name="Name">Who signs in, where a browser asked.</param>
public sealed record PresentedKey(string Key, string? Name)
{
    /// <summary>The header of our own that carries a key; <c>Authorization: Bearer</c> and <c>Basic</c> (as the password) and <c>x-functions-key</c> do too.</summary>
    public const string Header = "x-api-key";

    private const string FunctionsHeader = "x-functions-key";
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    /// <summary>What the request presents; null where it presents nothing.</summary>
    public static PresentedKey? Of(HttpRequest request)
    {
        if ((One(request.Headers[Header]) ?? One(request.Headers[FunctionsHeader])) is { } key)
        {
            return new PresentedKey(key, Name: null);
        }

        if (request.Headers.Authorization is [{ } authorization])
        {
            return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? new PresentedKey(authorization[Bearer.Length..].Trim(), Name: null)
                : authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) ? OfBasic(authorization[Basic.Length..].Trim())
                : null;
        }

        return InUrlOf(request) is { } code ? new PresentedKey(code, Name: null) : null;
    }

    /// <summary>The key in the request's URL; null where there is none. Only in those of the management API do existing clients put it, which proxies log.</summary>
    public static string? InUrlOf(HttpRequest request) =>
        request.Path.StartsWithSegments(TargetRedactor.ManagementPrefix, StringComparison.OrdinalIgnoreCase) ? One(request.Query["code"]) : null;

    /// <inheritdoc/>
    public override string ToString() => nameof(PresentedKey);

    private static string? One(IReadOnlyList<string?> values) => values is [{ Length: > 0 } value] ? value : null;

    // RFC 7617: user-id ":" password, in base64; the user-id holds no colon.
    private static PresentedKey? OfBasic(string encoded)
    {
        byte[] bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out int length))
        {
            return null;
        }

        string[] parts = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return parts is [var name, { Length: > 0 } key] ? new PresentedKey(key, name.Trim() is { Length: > 0 } given ? given : null) : null;
    }
}
