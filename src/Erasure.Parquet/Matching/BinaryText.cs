using System.Buffers.Text;

namespace Erasure.Parquet.Matching;

/// <summary>Binary values as text: <c>0x</c> or <c>hex:</c> before hex digits, <c>base64:</c> before base64.</summary>
internal static class BinaryText
{
    /// <summary>What the text can stand for in a column of any lengths: the bytes behind its prefix, and itself.</summary>
    /// <param name="text">The text.</param>
    /// <param name="utf8">Its UTF-8; null where it has none.</param>
    /// <remarks>Who stores hexadecimal digits as text stores <c>0x</c> too, so that is read both ways; the other prefixes are of our own making.</remarks>
    public static IReadOnlyList<byte[]> Readings(string text, byte[]? utf8) => text switch
    {
        _ when text.StartsWith("0x", StringComparison.Ordinal) => Some(Hex(text.AsSpan(2)), utf8),
        _ when text.StartsWith("hex:", StringComparison.Ordinal) => Some(Hex(text.AsSpan(4))),
        _ when text.StartsWith("base64:", StringComparison.Ordinal) => Some(FromBase64(text.AsSpan(7))),
        _ => Some(utf8),
    };

    /// <summary>What the text can stand for in a column of one length: the same, and that many pairs of hex digits, or base64 of that many bytes, without a prefix.</summary>
    public static IReadOnlyList<byte[]> Readings(string text, int length, byte[]? utf8)
    {
        byte[]? bare = text.StartsWith("0x", StringComparison.Ordinal) ? null : text.Length == 2 * length && Hex(text) is { } hex ? hex : FromBase64(text);
        return [.. Readings(text, utf8).Concat(Some(bare)).Where(reading => reading.Length == length)];
    }

    private static IReadOnlyList<byte[]> Some(params byte[]?[] readings) => [.. readings.OfType<byte[]>()];

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
