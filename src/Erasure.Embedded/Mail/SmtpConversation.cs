using System.Globalization;
using System.Net.Security;
using System.Text;
using Erasure.Core.Mail;

namespace Erasure.Embedded.Mail;

/// <summary>One connection to a mail server, command by command (RFC 5321). What the server says beyond its code is dropped: it may repeat an address.</summary>
internal sealed class SmtpConversation(Stream stream) : IAsyncDisposable
{
    private const int LongestLine = 4096;
    private const int Ready = 220;
    private const int Done = 250;
    private const int LoggedIn = 235;
    private const int GoOn = 334;
    private const int SendMail = 354;

    private readonly byte[] buffer = new byte[LongestLine];
    private Stream stream = stream;
    private int buffered;
    private HashSet<string> extensions = [];

    public async Task GreetAsync(CancellationToken cancellationToken)
    {
        await ExpectAsync("connecting", Ready, isMail: false, cancellationToken);
        await SayHelloAsync(cancellationToken);
    }

    /// <summary>Turns encryption on; a server that doesn't offer it gets no mail.</summary>
    public async Task StartTlsAsync(string host, RemoteCertificateValidationCallback? trust, CancellationToken cancellationToken)
    {
        await CommandAsync("STARTTLS", "STARTTLS", Ready, isMail: false, cancellationToken);

        // Anything sent ahead of the handshake came from somebody in between.
        buffered = 0;
        SslStream encrypted = new(stream, leaveInnerStreamOpen: false);
        stream = encrypted;
        await encrypted.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = host, RemoteCertificateValidationCallback = trust },
            cancellationToken);
        await SayHelloAsync(cancellationToken);
    }

    public async Task AuthenticateAsync(string user, string password, CancellationToken cancellationToken)
    {
        if (extensions.Contains("AUTH PLAIN"))
        {
            await CommandAsync("AUTH", $"AUTH PLAIN {Base64($"\0{user}\0{password}")}", LoggedIn, isMail: false, cancellationToken);
            return;
        }

        await CommandAsync("AUTH", "AUTH LOGIN", GoOn, isMail: false, cancellationToken);
        await CommandAsync("AUTH", Base64(user), GoOn, isMail: false, cancellationToken);
        await CommandAsync("AUTH", Base64(password), LoggedIn, isMail: false, cancellationToken);
    }

    public async Task SendAsync(string from, string to, byte[] mail, CancellationToken cancellationToken)
    {
        await CommandAsync("MAIL", $"MAIL FROM:<{from}>", Done, isMail: true, cancellationToken);
        await CommandAsync("RCPT", $"RCPT TO:<{to}>", Done, isMail: true, cancellationToken);
        await CommandAsync("DATA", "DATA", SendMail, isMail: true, cancellationToken);

        // The mail ends with a line end, and no line of it begins with a dot: quoted-printable sees to that.
        await stream.WriteAsync(mail, cancellationToken);
        await CommandAsync("end of DATA", ".", Done, isMail: true, cancellationToken);
        await stream.WriteAsync("QUIT\r\n"u8.ToArray(), cancellationToken);
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async Task SayHelloAsync(CancellationToken cancellationToken)
    {
        // An address literal: a name that doesn't resolve is refused by some servers.
        List<string> lines = await CommandAsync("EHLO", "EHLO [127.0.0.1]", Done, isMail: false, cancellationToken);
        extensions = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string[] words in lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            extensions.UnionWith(words.Skip(1).Select(word => $"{words[0]} {word}"));
        }
    }

    private async Task<List<string>> CommandAsync(string name, string line, int expected, bool isMail, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), cancellationToken);
        return await ExpectAsync(name, expected, isMail, cancellationToken);
    }

    private async Task<List<string>> ExpectAsync(string name, int expected, bool isMail, CancellationToken cancellationToken)
    {
        List<string> lines = [];
        while (true)
        {
            string line = await ReadLineAsync(cancellationToken);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int code))
            {
                throw new IOException("The mail server doesn't speak SMTP.");
            }

            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length > 3 && line[3] == '-')
            {
                continue;
            }

            return code == expected
                ? lines
                : throw new MailDeliveryException($"The mail server answered {name} with {code}.", isPermanent: isMail && code is >= 500 and <= 599);
        }
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            int end = buffer.AsSpan(0, buffered).IndexOf((byte)'\n');
            if (end >= 0)
            {
                string line = Encoding.ASCII.GetString(buffer, 0, end).TrimEnd('\r');
                buffer.AsSpan((end + 1)..buffered).CopyTo(buffer);
                buffered -= end + 1;
                return line;
            }

            int read = buffered == LongestLine ? 0 : await stream.ReadAsync(buffer.AsMemory(buffered), cancellationToken);
            if (read == 0)
            {
                throw new IOException("The mail server hung up, or never ended a line.");
            }

            buffered += read;
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
