using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Erasure.Embedded.Tests.Mail;

/// <summary>A mail server on loopback that keeps what it is told, and answers as a test says.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 certificate = Certificate();
    private readonly TaskCompletionSource silent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task serving;

    public MailServer()
    {
        listener.Start();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The server offers encryption.</summary>
    public bool OffersTls { get; init; } = true;

    /// <summary>Answers by the first word of the command, in place of the usual ones.</summary>
    public Dictionary<string, string> Answers { get; } = [];

    /// <summary>The first word of the command from which on it says nothing any more; <c>""</c> before the first one.</summary>
    public string? SilentFrom { get; init; }

    /// <summary>Once it says nothing any more.</summary>
    public Task Silent => silent.Task;

    /// <summary>Commands, as they came; those that came encrypted begin with <c>+</c>.</summary>
    public List<string> Commands { get; } = [];

    public List<byte[]> Mails { get; } = [];

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await serving;
        certificate.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                await TalkAsync(client.GetStream());
            }
            catch (Exception ended) when (ended is ObjectDisposedException or SocketException or InvalidOperationException)
            {
                return;
            }
            catch (Exception hungUp) when (hungUp is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The client has had enough.
            }
        }
    }

    private async Task TalkAsync(Stream stream)
    {
        string mark = "";
        if (SilentFrom is "")
        {
            await SayNothingAsync(stream);
            return;
        }

        await SayAsync(stream, Answers.GetValueOrDefault("", "220 here"));
        while (await ReadLineAsync(stream) is { } line)
        {
            Commands.Add(mark + line);
            string word = line.Split(' ')[0];
            if (word == SilentFrom)
            {
                await SayNothingAsync(stream);
                return;
            }

            string answer = Answers.GetValueOrDefault(word) ?? word switch
            {
                "EHLO" => $"250-here\r\n250-AUTH LOGIN PLAIN\r\n250 {(OffersTls ? "STARTTLS" : "HELP")}",
                "STARTTLS" when !OffersTls => "502 no",
                "STARTTLS" => "220 go",
                "AUTH" => "235 in",
                "DATA" => "354 send",
                _ => "250 ok",
            };
            await SayAsync(stream, answer);
            switch (word)
            {
                case "STARTTLS" when OffersTls:
                    SslStream encrypted = new(stream);
                    await encrypted.AuthenticateAsServerAsync(certificate);
                    stream = encrypted;
                    mark = "+";
                    break;
                case "DATA" when answer.StartsWith("354", StringComparison.Ordinal):
                    await TakeMailAsync(stream);
                    break;
                case "QUIT":
                    return;
            }
        }
    }

    // Until the client has had enough.
    private async Task SayNothingAsync(Stream stream)
    {
        silent.TrySetResult();
        while (await ReadLineAsync(stream) is not null)
        {
        }
    }

    private async Task TakeMailAsync(Stream stream)
    {
        StringBuilder mail = new();
        while (await ReadLineAsync(stream) is { } line && line != ".")
        {
            // A line that begins with a dot comes with one more (RFC 5321, section 4.5.2).
            mail.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        Mails.Add(Encoding.Latin1.GetBytes(mail.ToString()));
        await SayAsync(stream, Answers.GetValueOrDefault(".", "250 taken"));
    }

    private static async Task SayAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"));

    private static async Task<string?> ReadLineAsync(Stream stream)
    {
        List<byte> line = [];
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one) == 1)
        {
            if (one[0] == '\n')
            {
                return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        return null;
    }

    private static X509Certificate2 Certificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(start, start.AddYears(100));
    }
}
