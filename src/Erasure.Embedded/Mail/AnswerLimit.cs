using MailKit;
using MailKit.Net.Smtp;

namespace Erasure.Embedded.Mail;

/// <summary>Ends a conversation with a mail server whose answer doesn't end: MailKit gathers an answer's lines, however many they are, and shows what it reads to its log alone.</summary>
internal sealed class AnswerLimit : IProtocolLogger
{
    /// <summary>Longest answer, in bytes: one of a hundred lines that are as long as they may be (512 bytes, RFC 5321, section 4.5.3.1.5) fits.</summary>
    public const int MaxBytes = 64 * 1024;

    private int answered;

    /// <inheritdoc/>
    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <inheritdoc/>
    public void LogConnect(Uri uri) => answered = 0;

    /// <inheritdoc/>
    public void LogClient(byte[] buffer, int offset, int count) => answered = 0;

    /// <summary>Counts what came since something was said.</summary>
    /// <exception cref="SmtpProtocolException">It is more than an answer.</exception>
    public void LogServer(byte[] buffer, int offset, int count)
    {
        answered += count;
        if (answered > MaxBytes)
        {
            throw new SmtpProtocolException($"The mail server's answer is longer than {MaxBytes} bytes.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
