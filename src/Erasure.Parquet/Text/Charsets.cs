using System.Text;

namespace Erasure.Parquet.Text;

/// <summary>The character sets that text is read in.</summary>
internal static class Charsets
{
    /// <summary>Whether a name is one of them.</summary>
    public static bool IsKnown(string name) => Find(name) is { } encoding && (encoding is UTF8Encoding or UnicodeEncoding || encoding.IsSingleByte);

    /// <summary>The encoding of a name; null where there is none.</summary>
    public static Encoding? Find(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
