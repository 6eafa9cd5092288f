using System.Text;

namespace Erasure.Embedded.Mail;

/// <summary>Quoted-printable (RFC 2045, section 6.7) of UTF-8 text, lines at most 76 characters long.</summary>
internal static class QuotedPrintable
{
    private const int LongestLine = 76;

    public static string Encode(string text)
    {
        StringBuilder encoded = new(text.Length + (text.Length / 8));
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            AppendLine(encoded, Encoding.UTF8.GetBytes(lines[i]));
            encoded.Append(i < lines.Length - 1 ? "\r\n" : "");
        }

        return encoded.ToString();
    }

    private static void AppendLine(StringBuilder encoded, byte[] line)
    {
        int column = 0;
        for (int i = 0; i < line.Length; i++)
        {
            byte value = line[i];
            bool isLast = i == line.Length - 1;

            // A dot alone on a line ends a message in SMTP, "From " begins one in a mailbox file, and white space at the end gets lost.
            bool isPlain = value is >= 33 and <= 126 and not (byte)'=' || (value is (byte)' ' or (byte)'\t' && !isLast);
            string piece = isPlain && !(column == 0 && value is (byte)'.' or (byte)'F') ? $"{(char)value}" : $"={value:X2}";
            if (column + piece.Length > LongestLine - (isLast ? 0 : 1))
            {
                encoded.Append("=\r\n");
                column = 0;
            }

            encoded.Append(piece);
            column += piece.Length;
        }
    }
}
