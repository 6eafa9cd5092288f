using System.Buffers;

namespace Erasure.Parquet.Matching.Forms;

/// <summary>The spellings of a UUID (RFC 9562, 4) as one: 32 lower-case hexadecimal digits.</summary>
internal static class UuidForm
{
    private const string Urn = "urn:uuid:";

    private const int Digits = 32, WithHyphens = 36;

    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789abcdefABCDEF-");

    /// <summary>The UUID's digits, in place; any other text as it is.</summary>
    public static Span<char> Of(Span<char> text)
    {
        Span<char> id = text;
        if (((ReadOnlySpan<char>)id).StartsWith(Urn, StringComparison.OrdinalIgnoreCase))
        {
            id = id[Urn.Length..];
        }

        if (id is ['{', .. var within, '}'])
        {
            id = within;
        }

        string? format = id.Length switch
        {
            Digits => "N",
            WithHyphens => "D",
            _ => null,
        };
        if (format is null || id.ContainsAnyExcept(Characters) || !Guid.TryParseExact(id, format, out Guid uuid))
        {
            return text;
        }

        uuid.TryFormat(text, out int written, "N");
        return text[..written];
    }
}
