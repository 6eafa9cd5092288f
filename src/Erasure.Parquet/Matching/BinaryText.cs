using System.Buffers.Text;

namespace Erasure.Parquet.Matching;

/// <summary>Binary values as text: <c>0x</c> or <c>hex:</c> before hex digits, <c>base64:</c> before base64.</summary>
internal static class BinaryText
{
    /// <summary>Whether the text has one of the prefixes; <paramref name="bytes"/> is null where what follows is not valid.</summary>
    public static bool Prefixed(string text, out byte[]? bytes)
    {
        int hex = text.StartsWith("0x", StringComparison.Ordinal) ? 2 : text.StartsWith("hex:", StringComparison.Ordinal) ? 4 : 0;
        if (hex > 0)
        {
            bytes = Hex(text.AsSpan(hex));
            return true;
        }

        bool isBase64 = text.StartsWith("base64:", StringComparison.Ordinal);
        bytes = isBase64 ? FromBase64(text.AsSpan(7)) : null;
        return isBase64;
    }

    /// <summary>A value of exactly <paramref name="length"/> bytes: by prefix, or as that many pairs of hex digits, or as base64 of that many bytes.</summary>
    public static byte[]? Fixed(string text, int length)
    {
        byte[]? bytes = Prefixed(text, out byte[]? prefixed) ? prefixed
            : text.Length == 2 * length && Hex(text) is { } hex ? hex
            : FromBase64(text);
        return bytes?.Length == length ? bytes : null;
    }

    private static byte[]? Hex(ReadOnlySpan<char> digits)
    {
        byte[] bytes = new byte[digits.Length / 2];
        return digits.Length % 2 == 0 && Convert.FromHexString(digits, bytes, out _, out _) == System.Buffers.OperationStatus.Done ? bytes : null;
    }

    private static byte[]? FromBase64(ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length + 3)];
        return Convert.TryFromBase64Chars(text, bytes, out int written) ? bytes[..written] : null;
    }
}
