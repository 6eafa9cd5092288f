using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Erasure.Aws.Tests.Athena;

/// <summary>Checks a request's signature as the service does (AWS Signature Version 4).</summary>
internal static class JsonSignature
{
    public static bool IsGood(HttpRequest request, byte[] body, string secret)
    {
        Dictionary<string, string> fields = request.Headers.Authorization.ToString()["AWS4-HMAC-SHA256 ".Length..].Split(", ").Select(field => field.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        string scope = fields["Credential"].Split('/', 2)[1];
        string canonical = string.Join(
            '\n',
            ["POST", "/", "", .. fields["SignedHeaders"].Split(';').Select(name => $"{name}:{request.Headers[name].ToString().Trim()}"), "", fields["SignedHeaders"], Convert.ToHexStringLower(SHA256.HashData(body))]);
        string toSign = $"AWS4-HMAC-SHA256\n{request.Headers["X-Amz-Date"]}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        byte[] key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + secret), (at, part) => HMACSHA256.HashData(at, Encoding.UTF8.GetBytes(part)));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign))) == fields["Signature"];
    }
}
