namespace Erasure.Aws.S3;

/// <summary>Keys in listings are percent-encoded, with a plus for a space, since XML can't hold every character that a key can.</summary>
internal static class UrlEncoding
{
    public static string Decode(string key) => Uri.UnescapeDataString(key.Replace('+', ' '));
}
