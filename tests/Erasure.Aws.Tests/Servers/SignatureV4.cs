using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Erasure.Aws.Tests.Servers;

/// <summary>Signs a request anew (AWS Signature Version 4), for its x-amz headers and its host; the hash of its body stays as the client said.</summary>
internal static class SignatureV4
{
    public static void Sign(HttpRequestMessage request, string target, string accessKey, string secret)
    {
        string[] pathAndQuery = target.Split('?', 2);
        string date = request.Headers.GetValues("x-amz-date").Single();
        string scope = $"{date[..8]}/us-east-1/s3/aws4_request";
        SortedDictionary<string, string> headers = new(StringComparer.Ordinal) { ["host"] = request.Headers.Host ?? request.RequestUri!.Authority };
        foreach ((string name, IEnumerable<string> values) in request.Headers.Where(header => header.Key.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)))
        {
            headers[name.ToLowerInvariant()] = string.Join(',', values).Trim();
        }

        string query = pathAndQuery.Length == 1 ? "" : string.Join('&', pathAndQuery[1].Split('&').Select(pair => pair.Contains('=') ? pair : pair + "=").Order(StringComparer.Ordinal));
        string signed = string.Join(';', headers.Keys);
        string canonical = string.Join(
            '\n',
            [request.Method.Method, pathAndQuery[0], query, .. headers.Select(header => $"{header.Key}:{header.Value}"), "", signed, headers["x-amz-content-sha256"]]);
        string toSign = string.Create(CultureInfo.InvariantCulture, $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}");
        byte[] key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + secret), Hmac);
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"AWS4-HMAC-SHA256 Credential={accessKey}/{scope}, SignedHeaders={signed}, Signature={Convert.ToHexStringLower(Hmac(key, toSign))}");
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
