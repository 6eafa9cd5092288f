using System.Globalization;
using Erasure.Parquet;

namespace Erasure.Core.Lake;

/// <summary>
/// A partition's value in a key. Hive, Spark and Athena percent-encode what a path can't hold, others (Firehose) write a value as it is: one with a percent sign can be read both ways.
/// </summary>
/// <param name="Likely">The value, as far as anybody can tell.</param>
/// <param name="Other">What it is to the other kind of writers; null where that is the same.</param>
internal sealed record PartitionText(SecretText Likely, SecretText? Other)
{
    /// <summary>All that it may be.</summary>
    public IEnumerable<SecretText> Readings => Other is { } other ? [Likely, other] : [Likely];

    /// <summary>Reads it.</summary>
    public static PartitionText Read(string written)
    {
        string decoded = Uri.UnescapeDataString(written);
        return decoded == written ? new(new(written), null)
            : IsEncoded(written) ? new(new(decoded), new(written))
            : new(new(written), new(decoded));
    }

    // Nobody encodes letters and digits of ASCII: where they seem to be, the percent sign is the value's own.
    private static bool IsEncoded(string written)
    {
        for (int at = written.IndexOf('%', StringComparison.Ordinal); at >= 0; at = written.IndexOf('%', at + 1))
        {
            if (at + 2 < written.Length
                && byte.TryParse(written.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte code)
                && char.IsAsciiLetterOrDigit((char)code))
            {
                return false;
            }
        }

        return true;
    }
}
