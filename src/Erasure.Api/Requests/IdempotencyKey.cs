using System.Security.Cryptography;
using System.Text;
using Erasure.Api.OpenApi;
using Erasure.Core.Subjects;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace Erasure.Api.Requests;

/// <summary>The <c>Idempotency-Key</c> header: 1 to 255 visible ASCII characters, in quotes or not (IETF draft-ietf-httpapi-idempotency-key-header).</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    public static readonly ApiParameter Parameter = new(ParameterLocation.Header, Header, JsonSchemaType.String, "Asking again with the same key is asking once.");

    private const int MaxLength = 255;

    public static string? Read(HttpRequest request, ICollection<FieldProblem> problems)
    {
        if (!request.Headers.TryGetValue(Header, out var values))
        {
            return null;
        }

        string key = values is [{ } only] ? Unquote(only) : "";
        if (key.Length is 0 or > MaxLength || key.Any(c => c is < '!' or > '~'))
        {
            problems.Add(new FieldProblem(Header, $"must be 1 to {MaxLength} visible ASCII characters, given once"));
            return null;
        }

        return key;
    }

    /// <summary>The key of a batch's line: as long as it may be, its digest where it would be longer.</summary>
    public static string OfLine(string key, long line) =>
        $"{key}:{line}" is { Length: <= MaxLength } whole ? whole : $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)))}:{line}";

    private static string Unquote(string text) =>
        text.Length >= 2 && text[0] == '"' && text[^1] == '"' ? text[1..^1] : text;
}
