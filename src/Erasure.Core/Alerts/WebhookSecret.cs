namespace Erasure.Core.Alerts;

/// <summary>A secret of signatures, as Standard Webhooks writes it: <c>whsec_</c> and the key in Base64.</summary>
public static class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int Shortest = 24;
    private const int Longest = 64;

    /// <summary>The key; null where the text isn't one of 24 to 64 bytes.</summary>
    public static byte[]? Read(string? text)
    {
        Span<byte> key = stackalloc byte[Longest];
        return text?.StartsWith(Prefix, StringComparison.Ordinal) == true && Convert.TryFromBase64String(text[Prefix.Length..], key, out int length) && length >= Shortest
            ? key[..length].ToArray()
            : null;
    }
}
