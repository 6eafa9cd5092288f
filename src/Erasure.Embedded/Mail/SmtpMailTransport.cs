using System.Net.Security;
using Erasure.Core.Mail;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Erasure.Embedded.Mail;

/// <summary>Submits to a mail server (RFC 6409), at least once each, always with the mail's own Message-ID.</summary>
/// <remarks>A mail that a server refuses for good (5xx) is a permanent failure; a server that can't be reached, trusted or logged in to is not the mail's fault, and passes.</remarks>
public sealed class SmtpMailTransport : IMailTransport
{
    // Until the server has said that it is there, and who we are: whoever writes the first mail of an erasure waits for that.
    private static readonly TimeSpan LongestLogIn = TimeSpan.FromSeconds(20);

    // Longer than servers take to look through a mail: one that was taken after all would come twice.
    private static readonly TimeSpan LongestMail = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(5);

    private readonly SmtpConfiguration options;
    private readonly string from;
    private readonly string? password;
    private readonly TimeProvider time;
    private readonly RemoteCertificateValidationCallback? trust;

    /// <summary>Submits through one server.</summary>
    /// <param name="options">The server.</param>
    /// <param name="from">The sender's address.</param>
    /// <param name="environment">Looks the environment variable up that holds the password.</param>
    /// <param name="time">The clock of time-outs.</param>
    public SmtpMailTransport(SmtpConfiguration options, string from, Func<string, string?> environment, TimeProvider time)
        : this(options, from, environment, time, trust: null)
    {
    }

    internal SmtpMailTransport(SmtpConfiguration options, string from, Func<string, string?> environment, TimeProvider time, RemoteCertificateValidationCallback? trust)
    {
        this.options = options;
        this.from = from;
        password = options.PasswordVariable is { } variable ? environment(variable) : null;
        this.time = time;
        this.trust = trust;
    }

    /// <inheritdoc/>
    public async Task DeliverAsync(MailMessage mail, CancellationToken cancellationToken)
    {
        using MimeMessage mime = MimeMail.Of(mail, from);
        using AnswerLimit limit = new();
        using SmtpClient client = new(limit)
        {
            // An address literal: a name that doesn't resolve is refused by some servers.
            LocalDomain = "127.0.0.1",

            // An authority of the house's own may publish no list of what it revoked.
            CheckCertificateRevocation = false,
            ServerCertificateValidationCallback = trust,
        };
        try
        {
            await WithinAsync(LongestLogIn, patience => LogInAsync(client, patience), cancellationToken);
            await WithinAsync(LongestMail, patience => SendAsync(client, mime, patience), cancellationToken);

            // The mail is taken, whatever becomes of that: MailKit passes over a goodbye that fails.
            await WithinAsync(LongestGoodbye, patience => client.DisconnectAsync(quit: true, patience), cancellationToken);
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or MailDeliveryException))
        {
            // Without the cause: it repeats what the server said, and that may hold an address.
            throw SmtpRefusals.OfServer(failure);
        }
    }

    /// <inheritdoc/>
    public bool CanReach(string address) => MailAddresses.IsAddress(address, onlyAscii: false);

    private async Task WithinAsync(TimeSpan longest, Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(longest, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await step(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MailDeliveryException($"The mail server didn't answer within {longest.TotalSeconds:0} seconds. See what it is waiting for, and that mail.smtp.host and mail.smtp.port lead to it.", isPermanent: false);
        }
    }

    private async Task LogInAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        await client.ConnectAsync(options.Host, options.Port, options.Tls ? SecureSocketOptions.StartTls : SecureSocketOptions.None, cancellationToken);
        if (options.User is { } user)
        {
            await client.AuthenticateAsync(user, password ?? "", cancellationToken);
        }
    }

    private static async Task SendAsync(SmtpClient client, MimeMessage mail, CancellationToken cancellationToken)
    {
        if (!client.Capabilities.HasFlag(SmtpCapabilities.UTF8 | SmtpCapabilities.EightBitMime))
        {
            MailAddresses.ExpectAscii(mail);
        }

        try
        {
            await client.SendAsync(new FormatOptions { International = MailAddresses.AreBeyondAscii(mail) }, mail, cancellationToken);
        }
        catch (SmtpCommandException refused)
        {
            throw SmtpRefusals.OfMail(refused);
        }
    }
}
