using Erasure.Parquet.Text;

namespace Erasure.Parquet.Csv;

/// <summary>What separates, encloses and escapes, as bytes.</summary>
/// <param name="Delimiter">Between fields.</param>
/// <param name="Quote">Around fields; -1 for none.</param>
/// <param name="Escape">Before a character that stands for itself; -1 where only quotes are doubled.</param>
/// <param name="IsMultiline">Whether fields hold line ends.</param>
/// <param name="DoubtsBackslashes">Nobody said that a backslash is text: where one stands before a quote, others may read on.</param>
internal sealed record CsvDialect(byte Delimiter, int Quote, int Escape, bool IsMultiline, bool DoubtsBackslashes)
{
    /// <summary>What files are commonly separated by.</summary>
    private static readonly byte[] Delimiters = ",;\t|\u0001"u8.ToArray();

    public static CsvDialect Of(TextFormat format) => new(
        (byte)format.Delimiter,
        format.Quote is { } quote ? (byte)quote : -1,
        format.Escape is { } escape && escape != format.Quote ? (byte)escape : -1,
        format.Multiline,
        format is { Quote: not null, Escape: null });

    /// <summary>Another delimiter that a record of one field looks separated by; null for none.</summary>
    public byte? LooksSeparatedBy(ReadOnlySpan<byte> row)
    {
        byte? best = null;
        int most = 0;
        foreach (byte delimiter in Delimiters)
        {
            int count = delimiter == Delimiter ? 0 : row.Count(delimiter);
            if (count > most)
            {
                (best, most) = (delimiter, count);
            }
        }

        return best;
    }

    /// <summary>A delimiter as a message shows it.</summary>
    public static string Show(byte delimiter) => delimiter switch
    {
        (byte)'\t' => "a tab",
        < 0x20 or 0x7f => $"U+{delimiter:X4}",
        _ => $"'{(char)delimiter}'",
    };
}
