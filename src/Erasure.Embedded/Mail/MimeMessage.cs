using System.Security.Cryptography;
using System.Text;
using Erasure.Core.Mail;

namespace Erasure.Embedded.Mail;

/// <summary>A mail as bytes: RFC 5322 with MIME, text and HTML as alternatives, ASCII lines of at most 76 characters. The same mail is the same bytes at each attempt.</summary>
internal static class MimeMessage
{
    private const string LineEnd = "\r\n";

    /// <summary>Writes the mail.</summary>
    /// <exception cref="MailDeliveryException">An address can't stand in a header.</exception>
    public static byte[] Write(MailMessage mail, string from)
    {
        string boundary = $"=_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(mail.MessageId)))[..24]}";
        StringBuilder text = new();
        text.Append("From: ").Append(MailAddresses.Parse(from)).Append(LineEnd)
            .Append("To: ").Append(MailAddresses.Parse(mail.To)).Append(LineEnd)
            .Append("Subject: ").Append(EncodedWords.Encode(mail.Subject)).Append(LineEnd)
            .Append("Date: ").Append(mail.Date.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'")).Append(LineEnd)
            .Append("Message-ID: <").Append(CheckedId(mail.MessageId)).Append('>').Append(LineEnd)

            // Nobody's out-of-office answer shall come back (RFC 3834, section 5).
            .Append("Auto-Submitted: auto-generated").Append(LineEnd)
            .Append("MIME-Version: 1.0").Append(LineEnd)
            .Append("Content-Type: multipart/alternative; boundary=\"").Append(boundary).Append('"').Append(LineEnd)
            .Append(LineEnd);
        AppendPart(text, boundary, "text/plain", mail.Text);
        AppendPart(text, boundary, "text/html", mail.Html);
        text.Append("--").Append(boundary).Append("--").Append(LineEnd);
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static void AppendPart(StringBuilder text, string boundary, string type, string body) => text
        .Append("--").Append(boundary).Append(LineEnd)
        .Append("Content-Type: ").Append(type).Append("; charset=utf-8").Append(LineEnd)
        .Append("Content-Transfer-Encoding: quoted-printable").Append(LineEnd)
        .Append(LineEnd)
        .Append(QuotedPrintable.Encode(body)).Append(LineEnd);

    private static string CheckedId(string messageId) =>
        messageId.Length is > 0 and < 250 && messageId.All(c => c is > ' ' and < '\x7f' and not ('<' or '>'))
            ? messageId
            : throw new MailDeliveryException("The Message-ID holds characters that can't stand in a header.", isPermanent: true);
}
