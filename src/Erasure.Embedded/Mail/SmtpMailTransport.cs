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
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

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
        using CancellationTokenSource timeout = new(Longest, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using SmtpClient client = new()
        {
            // An address literal: a name that doesn't resolve is refused by some servers.
            LocalDomain = "127.0.0.1",

            // An authority of the house's own may publish no list of what it revoked.
            CheckCertificateRevocation = false,
            ServerCertificateValidationCallback = trust,
        };
        try
        {
            await LogInAsync(client, either.Token);
            await SendAsync(client, mime, either.Token);
            await client.DisconnectAsync(quit: true, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MailDeliveryException($"The mail server didn't answer within {Longest.TotalMinutes:0} minutes. See what it is waiting for, and that mail.smtp.host and mail.smtp.port lead to it.", isPermanent: false);
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or MailDeliveryException))
        {
            // Without the cause: it repeats what the server said, and that may hold an address.
            throw SmtpRefusals.OfServer(failure);
        }
    }

    /// <inheritdoc/>
    public bool CanReach(string address) => MailAddresses.IsAddress(address, onlyAscii: false);

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
