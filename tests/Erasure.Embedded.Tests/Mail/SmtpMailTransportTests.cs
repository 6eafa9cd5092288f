using System.Text;
using Erasure.Core.Mail;
using Erasure.Embedded.Mail;
using Erasure.Tests.Shared;

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

        Assert.Equal(["EHLO [127.0.0.1]", "MAIL FROM:<erasure@example.org>", "RCPT TO:<orders@example.org>", "DATA", "QUIT"], server.Commands);
    }

    [Fact]
    public async Task A_server_without_encryption_gets_neither_password_nor_mail()
    {
        await using MailServer server = new() { OffersTls = false };

        Assert.False(await FailAsync(server, new SmtpConfiguration { Host = "127.0.0.1", Port = server.Port, User = "erasure", PasswordVariable = "PW" }));
        Assert.Equal(["EHLO [127.0.0.1]"], server.Commands);
    }

    [Fact]
    public async Task A_server_that_offers_encryption_and_then_has_none_gets_neither_password_nor_mail()
    {
        await using MailServer server = new();
        server.Answers["STARTTLS"] = "454 not now";

        Assert.False(await FailAsync(server, new SmtpConfiguration { Host = "127.0.0.1", Port = server.Port, User = "erasure", PasswordVariable = "PW" }));
        Assert.Equal(["EHLO [127.0.0.1]", "STARTTLS"], server.Commands.Take(2));
        Assert.DoesNotContain(server.Commands, command => command.Split(' ')[0] is "AUTH" or "MAIL" or "DATA");
    }

    [Fact]
    public async Task Lines_that_begin_with_a_dot_arrive_with_it()
    {
        // At every place of a line, so that some come to stand behind a soft line break.
        string text = string.Join("\r\n", Enumerable.Range(0, 160).Select(i => $"{new string('x', i)}.{new string('.', i % 7)} ö"));
        await using MailServer server = new();

        await DeliverAsync(server, new SmtpConfiguration { Host = "127.0.0.1", Port = server.Port }, Mail with { Text = ".\r\n..\r\n.a\r\n" + text, Html = $".<p>\r\n.{text}" });

        MailReader read = MailReader.Read(server.Mails.Single());
        Assert.Equal((".\r\n..\r\n.a\r\n" + text, $".<p>\r\n.{text}"), (read.Parts["text/plain; charset=utf-8"], read.Parts["text/html; charset=utf-8"]));
    }

    [Fact]
    public async Task A_local_part_beyond_ASCII_goes_to_a_server_that_takes_it()
    {
        await using MailServer server = new();
        server.Answers["EHLO"] = "250-here\r\n250-STARTTLS\r\n250-8BITMIME\r\n250 SMTPUTF8";

        await DeliverAsync(server, new SmtpConfiguration { Host = "127.0.0.1", Port = server.Port }, Mail with { To = "jürgen@münchen.example" });

        Assert.Contains("+MAIL FROM:<erasure@example.org> SMTPUTF8", server.Commands);
        Assert.Contains($"+RCPT TO:<{Encoding.Latin1.GetString("jürgen@münchen.example"u8)}>", server.Commands);
        Assert.Contains("To: jürgen@münchen.example\r\n", Encoding.UTF8.GetString(server.Mails.Single()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_domain_beyond_ASCII_goes_to_any_server()
    {
        await using MailServer server = new();

        await DeliverAsync(server, new SmtpConfiguration { Host = "127.0.0.1", Port = server.Port }, Mail with { To = "info@münchen.example" });

        Assert.Contains("+RCPT TO:<info@xn--mnchen-3ya.example>", server.Commands);
        Assert.Equal("info@xn--mnchen-3ya.example", MailReader.Read(server.Mails.Single()).Headers["To"]);
    }

    [Fact]
    public async Task A_local_part_beyond_ASCII_is_refused_for_good_where_the_server_does_not_take_it()
    {
        await using MailServer server = new();

        MailDeliveryException refused = await Assert.ThrowsAsync<MailDeliveryException>(
            () => DeliverAsync(server, new SmtpConfiguration { Host = "127.0.0.1", Port = server.Port }, Mail with { To = "jürgen@example.org" }));

        Assert.True(refused.IsPermanent);
        Assert.DoesNotContain("@", refused.ToString(), StringComparison.Ordinal);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task The_same_mail_is_the_same_bytes_at_each_attempt()
    {
        await using MailServer server = new();
        SmtpConfiguration options = new() { Host = "127.0.0.1", Port = server.Port };

        await DeliverAsync(server, options);
        await DeliverAsync(server, options);

        Assert.Equal(server.Mails[0], server.Mails[1]);
    }

    [Fact]
    public async Task A_mail_that_was_taken_is_delivered_even_where_the_server_then_hangs_up()
    {
        await using MailServer server = new();
        server.Answers["QUIT"] = "what?";

        await DeliverAsync(server, new SmtpConfiguration { Host = "127.0.0.1", Port = server.Port });

        Assert.Single(server.Mails);
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
    [InlineData("MAIL", "530 5.7.0 orders@example.org: log in first", false)]
    [InlineData("MAIL", "553 5.1.8 not from you", true)]
    [InlineData("RCPT", "421 4.7.0 orders@example.org: closing", false)]
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

    [Theory]
    [InlineData("MAIL", "451 later", "refused the sender with 451. Nothing to do, unless it stays so: it is tried again.")]
    [InlineData("MAIL", "553 5.1.8 orders@example.org may not", "refused the sender with 553 5.1.8. Have the server let mail.from be the sender")]
    [InlineData("MAIL", "530 5.7.0 orders@example.org: log in first", "wants a log-in. Set mail.smtp.user")]
    [InlineData("RCPT", "550 5.1.1 orders@example.org is unknown", "refused the recipient with 550 5.1.1. No such address is known there")]
    [InlineData("RCPT", "550 orders@example.org 5.1.1", "refused the recipient with 550. No such address")]
    [InlineData("RCPT", "554 5.7.1 orders@example.org: relay access denied", "refused the recipient with 554 5.7.1. Have the server let mail.from")]
    [InlineData("DATA", "554 no", "refused the mail with 554. See in the server's log why")]
    [InlineData(".", "552 5.3.4 too much", "refused the mail with 552 5.3.4. The mailbox is full, or the mail too large")]
    [InlineData("AUTH", "535 5.7.8 orders, who are you", "refused the log-in with 535 5.7.8. Renew mail.smtp.user and its password")]
    [InlineData("STARTTLS", "454 4.7.0 not now", "refused to talk, with 454 4.7.0. See in its log why")]
    public async Task Why_a_server_took_no_mail_is_told_by_its_codes_with_what_to_do(string command, string answer, string told)
    {
        await using MailServer server = new();
        server.Answers[command] = answer;

        MailDeliveryException failure = await Assert.ThrowsAsync<MailDeliveryException>(
            () => DeliverAsync(server, new SmtpConfiguration { Host = "127.0.0.1", Port = server.Port, User = "erasure", PasswordVariable = "PW" }));

        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("orders", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 20)]
    [InlineData("EHLO", 20)]
    [InlineData("AUTH", 20)]
    [InlineData("MAIL", 120)]
    [InlineData("DATA", 120)]
    public async Task A_server_that_says_nothing_is_waited_for_as_long_as_its_answer_may_take(string command, int seconds)
    {
        await using MailServer server = new() { SilentFrom = command };
        ManualTimeProvider time = new();
        Task delivery = DeliverAsync(server, new SmtpConfiguration { Host = "127.0.0.1", Port = server.Port, User = "erasure", PasswordVariable = "PW" }, time: time);
        await server.Silent;

        time.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.False(delivery.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        MailDeliveryException failure = await Assert.ThrowsAsync<MailDeliveryException>(() => delivery);
        Assert.False(failure.IsPermanent);
        Assert.Contains($"didn't answer within {seconds} seconds", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_that_was_taken_is_delivered_within_seconds_even_where_the_server_then_says_nothing()
    {
        await using MailServer server = new() { SilentFrom = "QUIT" };
        ManualTimeProvider time = new();
        Task delivery = DeliverAsync(server, new SmtpConfiguration { Host = "127.0.0.1", Port = server.Port }, time: time);
        await server.Silent;

        time.Advance(TimeSpan.FromSeconds(5));
        await delivery;

        Assert.Single(server.Mails);
    }

    [Theory]
    [InlineData("", 220)]
    [InlineData("EHLO", 250)]
    [InlineData("AUTH", 235)]
    [InlineData("RCPT", 250)]
    [InlineData(".", 250)]
    public async Task An_answer_that_doesnt_end_is_not_read_on(string command, int code)
    {
        await using MailServer server = new();
        server.Answers[command] = Lines(code, lines: 4000) + $"{code} here";

        MailDeliveryException failure = await Assert.ThrowsAsync<MailDeliveryException>(
            () => DeliverAsync(server, new SmtpConfiguration { Host = "127.0.0.1", Port = server.Port, User = "erasure", PasswordVariable = "PW" }));

        Assert.False(failure.IsPermanent);
        Assert.Contains("answers without end", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_that_was_taken_is_delivered_even_where_the_last_answer_doesnt_end()
    {
        await using MailServer server = new();
        server.Answers["QUIT"] = Lines(221, lines: 4000) + "221 here";

        await DeliverAsync(server, new SmtpConfiguration { Host = "127.0.0.1", Port = server.Port });

        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task A_long_answer_to_each_command_is_read()
    {
        await using MailServer server = new();
        server.Answers[""] = Lines(220, lines: 100) + "220 here";
        server.Answers["EHLO"] = Lines(250, lines: 100) + "250 STARTTLS";
        server.Answers["MAIL"] = server.Answers["RCPT"] = server.Answers["."] = Lines(250, lines: 100) + "250 here";

        await DeliverAsync(server, new SmtpConfiguration { Host = "127.0.0.1", Port = server.Port });

        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task Answers_go_where_the_mail_says()
    {
        await using MailServer server = new();

        await DeliverAsync(server, new SmtpConfiguration { Host = "127.0.0.1", Port = server.Port }, Mail with { ReplyTo = "privacy@example.org" });

        Assert.Equal("privacy@example.org", MailReader.Read(server.Mails.Single()).Headers["Reply-To"]);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_failure_that_passes()
    {
        MailServer server = new();
        SmtpConfiguration options = new() { Host = "127.0.0.1", Port = server.Port };
        await server.DisposeAsync();

        MailDeliveryException failure = await Assert.ThrowsAsync<MailDeliveryException>(() => DeliverAsync(server, options));

        Assert.False(failure.IsPermanent);
        Assert.Contains("can't be reached (ConnectionRefused). See that it runs", failure.Message, StringComparison.Ordinal);
    }

    // As long as they may be, and with an end, so that a test has one whatever is read.
    private static string Lines(int code, int lines) => string.Concat(Enumerable.Repeat($"{code}-{new string('x', 506)}\r\n", lines));

    private static async Task<bool> FailAsync(MailServer server, SmtpConfiguration options)
    {
        MailDeliveryException failure = await Assert.ThrowsAsync<MailDeliveryException>(() => DeliverAsync(server, options));
        Assert.DoesNotContain("orders", failure.ToString(), StringComparison.Ordinal);
        return failure.IsPermanent;
    }

    private static Task DeliverAsync(MailServer server, SmtpConfiguration options, MailMessage? mail = null, TimeProvider? time = null)
    {
        Assert.NotNull(server);
        SmtpMailTransport transport = new(
            options,
            "erasure@example.org",
            name => name == "PW" ? "s3cret" : null,
            time ?? TimeProvider.System,
            trust: static (_, certificate, _, _) => certificate?.Subject == "CN=localhost");
        return transport.DeliverAsync(mail ?? Mail, CancellationToken.None);
    }
}
