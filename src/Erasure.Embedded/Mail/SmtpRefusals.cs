using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Erasure.Core.Mail;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Erasure.Embedded.Mail;

/// <summary>Says why a mail server took no mail, and what to do: by its codes alone, since its words may hold an address.</summary>
internal static partial class SmtpRefusals
{
    private const string Later = "Nothing to do, unless it stays so: it is tried again";

    /// <summary>The server refused this mail (RFC 5321, section 4.2; RFC 3463).</summary>
    public static MailDeliveryException OfMail(SmtpCommandException refused)
    {
        int code = (int)refused.StatusCode;
        string? enhanced = Enhanced().Match(refused.Message) is { Success: true } match ? match.Value : null;
        string what = refused.ErrorCode switch
        {
            SmtpErrorCode.RecipientNotAccepted => "the recipient",
            SmtpErrorCode.SenderNotAccepted => "the sender",
            _ => "the mail",
        };
        return new MailDeliveryException($"The mail server refused {what} with {Told(code, enhanced)}. {RemedyOf(code, enhanced, refused.ErrorCode)}.", isPermanent: code is >= 500 and <= 599);
    }

    /// <summary>The server couldn't be reached, trusted or logged in to.</summary>
    public static MailDeliveryException OfServer(Exception failure)
    {
        (string what, string remedy) = failure switch
        {
            AuthenticationException => ($"refused the log-in{ToldIn(failure.Message)}", "Renew mail.smtp.user and its password, or have the server allow them"),
            SslHandshakeException => ("has a certificate that this machine doesn't trust, or speaks no TLS there", "Have it renewed for mail.smtp.host, or add its authority to those that this machine trusts; and look at mail.smtp.port"),
            NotSupportedException => ("offers no STARTTLS, or no way to log in that is known", "Look at mail.smtp.port, and have the server offer it; without a password, mail.smtp.tls may be false"),
            ServiceNotAuthenticatedException => ("wants a log-in", "Set mail.smtp.user and mail.smtp.passwordVariable"),
            SmtpCommandException command => ($"refused to talk, with {Told((int)command.StatusCode, Enhanced().Match(command.Message) is { Success: true } match ? match.Value : null)}", "See in its log why; it may not know this machine, or be busy"),
            SmtpProtocolException => ("doesn't speak SMTP as it should, answers without end, or hung up", "Look at mail.smtp.host and mail.smtp.port, and at its log"),
            SocketException socket => ($"can't be reached ({socket.SocketErrorCode})", "See that it runs, and that mail.smtp.host and mail.smtp.port lead to it from here"),
            _ => ($"couldn't be used ({failure.GetType().Name})", "Look at mail.smtp's host and port, and at its log"),
        };
        return new MailDeliveryException($"The mail server {what}. {remedy}.", isPermanent: false);
    }

    private static string RemedyOf(int code, string? enhanced, SmtpErrorCode error) => (code, enhanced) switch
    {
        ( >= 400 and <= 499, _) => Later,
        (552, _) or (_, "5.2.2" or "5.2.3" or "5.3.4") => "The mailbox is full, or the mail too large for it: tell its reader another way",
        (530 or 535, _) => "Set mail.smtp.user and its password, or renew them",
        _ when error == SmtpErrorCode.SenderNotAccepted || IsOf(enhanced, "5.7.") => "Have the server let mail.from be the sender of what this machine sends there",
        _ when error == SmtpErrorCode.RecipientNotAccepted || IsOf(enhanced, "5.1.") => "No such address is known there: correct it where the configuration gives it; a person has to be told another way",
        _ => "See in the server's log why, at this time",
    };

    private static bool IsOf(string? enhanced, string subject) => enhanced?.StartsWith(subject, StringComparison.Ordinal) == true;

    private static string Told(int code, string? enhanced) => string.Create(CultureInfo.InvariantCulture, $"{code}{(enhanced is null ? "" : $" {enhanced}")}");

    // MailKit puts code and answer together there.
    private static string ToldIn(string message) => CodeAndAnswer().Match(message) is { Success: true } match ? $" with {match.Groups["code"].Value} {match.Groups["enhanced"].Value}".TrimEnd() : "";

    [GeneratedRegex(@"\A[245]\.\d{1,3}\.\d{1,3}\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Enhanced();

    [GeneratedRegex(@"\A(?<code>\d{3}): (?<enhanced>[245]\.\d{1,3}\.\d{1,3}\b)?", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex CodeAndAnswer();
}
