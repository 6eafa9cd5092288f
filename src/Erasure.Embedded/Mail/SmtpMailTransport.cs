using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Erasure.Core.Configuration;
using Erasure.Core.Mail;

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
        byte[] bytes = MimeMessage.Write(mail, from);
        using CancellationTokenSource timeout = new(Longest, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await SubmitAsync(MailAddresses.Parse(mail.To), bytes, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MailDeliveryException("The mail server took too long.", isPermanent: false);
        }
        catch (Exception failure) when (failure is SocketException or IOException or AuthenticationException)
        {
            throw new MailDeliveryException($"The mail server can't be reached or trusted: {failure.GetType().Name}.", isPermanent: false, failure);
        }
    }

    private async Task SubmitAsync(string to, byte[] mail, CancellationToken cancellationToken)
    {
        using TcpClient client = new();
        await client.ConnectAsync(options.Host, options.Port, cancellationToken);
        await using SmtpConversation conversation = new(client.GetStream());
        await conversation.GreetAsync(cancellationToken);
        if (options.Tls)
        {
            await conversation.StartTlsAsync(options.Host, trust, cancellationToken);
        }

        if (options.User is { } user)
        {
            await conversation.AuthenticateAsync(user, password ?? "", cancellationToken);
        }

        await conversation.SendAsync(MailAddresses.Parse(from), to, mail, cancellationToken);
    }
}
