using Amazon.S3;

namespace Erasure.Aws.S3;

/// <summary>
/// Keys and markers of a listing, which an answer may hold percent-encoded, with a plus for a space: XML can't hold every character that a key can. The answer says whether it does; not every server
/// that is asked to does so.
/// </summary>
internal static class UrlEncoding
{
    /// <summary>The key or marker that an answer means.</summary>
    /// <param name="text">As the answer has it.</param>
    /// <param name="encoding">What the answer says of it.</param>
    public static string Decode(string text, EncodingType? encoding) =>
        encoding == EncodingType.Url ? Uri.UnescapeDataString(text.Replace('+', ' ')) : text;
}
