using System.Text;
using Erasure.Core.Configuration;
using Erasure.Core.Mail;
using Erasure.Embedded.Mail;

namespace Erasure.Embedded.Tests.Mail;

public sealed class SmtpMailTransportTests
{
    private static readonly MailMessage Mail = new(
        "id-1@erasure", new DateTimeOffset(2026, 11, 21, 9, 5, 0, TimeSpan.Zero), "orders@example.org", "Bitte handeln: ü", ".\r\n..\r\nText", "<p>Html</p>");

    [Fact]
    public async Task A_mail_is_submitted_encrypted_and_logged_in_with_its_own_id()
    {
        await using MailServer server = new();

        await DeliverAsync(server, new SmtpConfiguration { Host = "127.0.0.1", Port = server.Port, User = "erasure", PasswordVariable = "PW" });

        // The client doesn't wait for the answer to QUIT: only when the server has ended has it heard everything.
        await server.DisposeAsync();
        Assert.Equal(
            [
                "EHLO [127.0.0.1]", "STARTTLS", "+EHLO [127.0.0.1]", "+AUTH PLAIN " + Convert.ToBase64String("\0erasure\0s3cret"u8),
                "+MAIL FROM:<erasure@example.org>", "+RCPT TO:<orders@example.org>", "+DATA", "+QUIT",
            ],
            server.Commands);
        MailReader read = MailReader.Read(server.Mails.Single());
        Assert.Equal(("<id-1@erasure>", Mail.Subject, Mail.Text), (read.Headers["Message-ID"], read.Headers["Subject"], read.Parts["text/plain; charset=utf-8"]));
    }

    [Fact]
    public async Task A_server_that_only_knows_AUTH_LOGIN_gets_that()
    {
        await using MailServer server = new();
        server.Answers["EHLO"] = "250-here\r\n250-STARTTLS\r\n250 AUTH LOGIN";
        server.Answers["AUTH"] = "334 VXNlcm5hbWU6";
        server.Answers[Convert.ToBase64String("erasure"u8)] = "334 UGFzc3dvcmQ6";
        server.Answers[Convert.ToBase64String("s3cret"u8)] = "235 in";

        await DeliverAsync(server, new SmtpConfiguration { Host = "127.0.0.1", Port = server.Port, User = "erasure", PasswordVariable = "PW" });

        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task Without_encryption_and_login_where_so_configured()
    {
        await using MailServer server = new() { OffersTls = false };

        await DeliverAsync(server, new SmtpConfiguration { Host = "127.0.0.1", Port = server.Port, Tls = false });

        await server.DisposeAsync();
        Assert.Equal(["EHLO [127.0.0.1]", "MAIL FROM:<erasure@example.org>", "RCPT TO:<orders@example.org>", "DATA", "QUIT"], server.Commands);
    }

    [Fact]
    public async Task A_server_without_encryption_gets_neither_password_nor_mail()
    {
        await using MailServer server = new() { OffersTls = false };

        Assert.False(await FailAsync(server, new SmtpConfiguration { Host = "127.0.0.1", Port = server.Port, User = "erasure", PasswordVariable = "PW" }));
        Assert.Equal(["EHLO [127.0.0.1]", "STARTTLS"], server.Commands);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_not_trusted()
    {
        await using MailServer server = new();
        SmtpMailTransport transport = new(new SmtpConfiguration { Host = "127.0.0.1", Port = server.Port }, "erasure@example.org", _ => null, TimeProvider.System);

        MailDeliveryException failure = await Assert.ThrowsAsync<MailDeliveryException>(() => transport.DeliverAsync(Mail, CancellationToken.None));

        Assert.False(failure.IsPermanent);
        Assert.Empty(server.Mails);
    }

    [Theory]
    [InlineData("MAIL", "451 later", false)]
    [InlineData("RCPT", "450 4.2.1 orders@example.org is busy", false)]
    [InlineData("RCPT", "550 5.1.1 orders@example.org is unknown", true)]
    [InlineData("DATA", "554 no", true)]
    [InlineData(".", "552 too much", true)]
    [InlineData(".", "452 full", false)]
    [InlineData("AUTH", "535 5.7.8 who are you", false)]
    [InlineData("", "554 go away", false)]
    [InlineData("EHLO", "what?", false)]
    public async Task A_refusal_of_the_mail_is_permanent_and_one_of_us_is_not(string command, string answer, bool isPermanent)
    {
        await using MailServer server = new();
        server.Answers[command] = answer;

        Assert.Equal(isPermanent, await FailAsync(server, new SmtpConfiguration { Host = "127.0.0.1", Port = server.Port, User = "erasure", PasswordVariable = "PW" }));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_failure_that_passes()
    {
        MailServer server = new();
        SmtpConfiguration options = new() { Host = "127.0.0.1", Port = server.Port };
        await server.DisposeAsync();

        Assert.False(await FailAsync(server, options));
    }

    private static async Task<bool> FailAsync(MailServer server, SmtpConfiguration options)
    {
        MailDeliveryException failure = await Assert.ThrowsAsync<MailDeliveryException>(() => DeliverAsync(server, options));
        Assert.DoesNotContain("orders", failure.Message, StringComparison.Ordinal);
        return failure.IsPermanent;
    }

    private static Task DeliverAsync(MailServer server, SmtpConfiguration options)
    {
        Assert.NotNull(server);
        SmtpMailTransport transport = new(
            options,
            "erasure@example.org",
            name => name == "PW" ? "s3cret" : null,
            TimeProvider.System,
            trust: static (_, certificate, _, _) => certificate?.Subject == "CN=localhost");
        return transport.DeliverAsync(Mail, CancellationToken.None);
    }
}
