using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Access;

/// <summary>Compares presented keys with the configured one, in time that tells nothing about either.</summary>
public sealed class ApiKeyGate(ApiOptions options)
{
    /// <summary>The header that carries the key; <c>Authorization: Bearer</c> does too.</summary>
    public const string Header = "x-api-key";

    private const string Bearer = "Bearer ";

    private readonly byte[]? expected = options.ApiKey is { } key ? Digest(key) : null;

    /// <summary>A key is configured, so callers must present it.</summary>
    public bool IsRequired => expected is not null;

    /// <summary>The key is right, or none is needed.</summary>
    public bool Admits(string? key) =>
        expected is null || (key is not null && CryptographicOperations.FixedTimeEquals(Digest(key), expected));

    /// <summary>The request presents the right key, or none is needed.</summary>
    public bool Admits(HttpRequest request) => expected is null || Admits(Presented(request));

    private static string? Presented(HttpRequest request)
    {
        if (request.Headers[Header] is [{ } key])
        {
            return key;
        }

        return request.Headers.Authorization is [{ } authorization] && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..].Trim()
            : null;
    }

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
