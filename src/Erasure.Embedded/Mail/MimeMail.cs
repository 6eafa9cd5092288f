using System.Security.Cryptography;
using System.Text;
using Erasure.Core.Mail;
using MimeKit;
using MimeKit.Text;

namespace Erasure.Embedded.Mail;

/// <summary>A mail as MIME: text and HTML as alternatives, in quoted-printable. The same mail is the same bytes at each attempt.</summary>
internal static class MimeMail
{
    // MimeKit fills a line of encoded words without counting the header's name, and counts an umlaut as one byte of UTF-8: so that what comes out is within 76 (RFC 2047, section 2).
    private static readonly FormatOptions ShortLines = new() { MaxLineLength = 60 };

    /// <summary>Builds the mail.</summary>
    /// <exception cref="MailDeliveryException">An address or the Message-ID can't stand in a header.</exception>
    public static MimeMessage Of(MailMessage mail, string from)
    {
        MimeMessage message = new()
        {
            From = { MailAddresses.Parse(from) },
            To = { MailAddresses.Parse(mail.To) },
            Subject = mail.Subject,
            Body = BodyOf(mail),
            Date = mail.Date.ToUniversalTime(),
            MessageId = CheckedId(mail.MessageId),
        };

        if (mail.ReplyTo is { } reply)
        {
            message.ReplyTo.Add(MailAddresses.Parse(reply));
        }

        message.Headers[message.Headers.IndexOf(HeaderId.Subject)].SetValue(ShortLines, Encoding.UTF8, mail.Subject);

        // Nobody's out-of-office answer shall come back (RFC 3834, section 5).
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }

    private static MultipartAlternative BodyOf(MailMessage mail) => new(Part(TextFormat.Plain, mail.Text), Part(TextFormat.Html, mail.Html))
    {
        // MimeKit would draw one at random.
        Boundary = $"=-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(mail.MessageId)))[..24]}",
    };

    private static TextPart Part(TextFormat format, string text) =>
        new(format) { Text = text.ReplaceLineEndings("\r\n"), ContentTransferEncoding = ContentEncoding.QuotedPrintable };

    private static string CheckedId(string messageId) =>
        messageId.Length is > 0 and < 250 && messageId.All(c => c is > ' ' and < '\x7f' and not ('<' or '>'))
            ? messageId
            : throw new MailDeliveryException("The Message-ID holds characters that can't stand in a header.", isPermanent: true);
}
