using System.Text;
using Erasure.Core.Mail;
using Erasure.Embedded.Mail;
using Erasure.Tests.Shared;

namespace Erasure.Embedded.Tests.Mail;

public sealed class FolderMailTransportTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_mail_reads_back_as_it_was_written()
    {
        MailMessage mail = Mail() with
        {
            Subject = "Löschung überfällig: bitte bis zum 21. Dezember im Bereich „orders“ erledigen – danke 👋👋👋👋👋",
            Text = "Guten Tag,\n\n.\nFrom here = there, trailing space \nlong: " + new string('x', 200) + " äöü€ 👋\n",
            Html = "<p>Grüße &amp; <a href=\"https://example.org/?a=b\">Link</a></p>",
        };

        MailReader read = MailReader.Read(await DeliverAsync(mail));

        Assert.Equal(mail.Subject, read.Headers["Subject"]);
        Assert.Equal(("erasure@example.org", "orders@example.org"), (read.Headers["From"], read.Headers["To"]));
        Assert.Equal("Sat, 21 Nov 2026 09:05:00 +0000", read.Headers["Date"]);
        Assert.Equal("<id-1@erasure>", read.Headers["Message-ID"]);
        Assert.Equal("auto-generated", read.Headers["Auto-Submitted"]);
        Assert.Equal(mail.Text.ReplaceLineEndings("\r\n"), read.Parts["text/plain; charset=utf-8"]);
        Assert.Equal(mail.Html, read.Parts["text/html; charset=utf-8"]);
    }

    [Fact]
    public async Task Lines_are_short_ASCII_and_end_as_they_should()
    {
        byte[] bytes = await DeliverAsync(Mail() with { Subject = string.Join(' ', Enumerable.Repeat("Löschung für €", 30)), Text = string.Concat(Enumerable.Repeat(".. äöü\n.", 100)), Html = new string('<', 500) });

        string[] lines = Encoding.Latin1.GetString(bytes).Split("\r\n");
        Assert.All(lines, line =>
        {
            Assert.True(line.Length <= 76, line);
            Assert.All(line, c => Assert.True(c is >= ' ' and <= '~'));
        });
    }

    [Fact]
    public async Task The_recipient_is_forgotten_and_the_mail_stays()
    {
        FolderMailTransport transport = new(folder["mail"], "erasure@example.org");
        await transport.DeliverAsync(Mail() with { To = "jane.doe@example.org", Text = "What we did.\n" }, CancellationToken.None);
        await transport.DeliverAsync(Mail() with { MessageId = "id-2@erasure", To = "orders@example.org" }, CancellationToken.None);

        for (int i = 0; i < 2; i++)
        {
            await transport.ForgetRecipientAsync("id-1@erasure", CancellationToken.None);
            await transport.ForgetRecipientAsync("unknown@erasure", CancellationToken.None);
        }

        string[] mails = [.. Directory.GetFiles(folder["mail"]).Select(File.ReadAllText)];
        Assert.Equal(2, mails.Length);
        Assert.DoesNotContain(mails, mail => mail.Contains("jane", StringComparison.OrdinalIgnoreCase));
        string forgotten = Assert.Single(mails, mail => mail.Contains("<id-1@erasure>", StringComparison.Ordinal));
        Assert.Matches("(?m)^To: undisclosed-recipients: ?;\r$", forgotten);
        Assert.Contains("What we did.", forgotten, StringComparison.Ordinal);
        Assert.Contains(mails, mail => mail.Contains("To: orders@example.org", StringComparison.Ordinal));
        Assert.All(Directory.GetFiles(folder["mail"]), file => Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite)));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(folder["mail"]) == (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    [Theory]
    [InlineData("jane.doe@example.org", true)]
    [InlineData("jane+x@b\u00fccher.example", true)]
    [InlineData("j\u00f6rg@example.org", false)]
    [InlineData("a..b@x.example", false)]
    [InlineData(".a@x.example", false)]
    [InlineData("a.@x.example", false)]
    [InlineData("a@x..example", false)]
    [InlineData("Jane <a@x.example>", false)]
    public async Task An_address_that_a_mail_can_be_written_to_is_told_from_others_as_delivery_does(string address, bool canReach)
    {
        FolderMailTransport transport = new(folder["mail"], "erasure@example.org");

        Assert.Equal(canReach, transport.CanReach(address));
        MailDeliveryException? refused = await Record.ExceptionAsync(() => transport.DeliverAsync(Mail() with { To = address }, CancellationToken.None)) as MailDeliveryException;
        Assert.Equal(canReach, refused is null);
    }

    [Fact]
    public async Task A_mail_is_delivered_once_however_often_it_is_sent()
    {
        FolderMailTransport transport = new(folder.Path, "erasure@example.org");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => transport.DeliverAsync(Mail(), CancellationToken.None))));
        string file = Assert.Single(Directory.GetFiles(folder.Path));
        byte[] first = await File.ReadAllBytesAsync(file);

        await new FolderMailTransport(folder.Path, "erasure@example.org").DeliverAsync(Mail() with { Text = "other" }, CancellationToken.None);
        await transport.DeliverAsync(Mail() with { MessageId = "id-2@erasure" }, CancellationToken.None);

        Assert.Equal(first, await File.ReadAllBytesAsync(file));
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
        Assert.All(Directory.GetFiles(folder.Path), name => Assert.Matches("^[0-9a-f]{32}\\.eml$", Path.GetFileName(name)));
    }

    [Fact]
    public void What_a_crash_left_unfinished_is_removed()
    {
        File.WriteAllText(folder["0123.abc.part"], "To: somebody");

        _ = new FolderMailTransport(folder.Path, "erasure@example.org");

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_subject_cannot_add_headers()
    {
        MailReader read = MailReader.Read(await DeliverAsync(Mail() with { Subject = "Hello\r\nBcc: evil@example.org" }));

        Assert.Equal("HelloBcc: evil@example.org", read.Headers["Subject"]);
        Assert.False(read.Headers.ContainsKey("Bcc"));
    }

    [Theory]
    [InlineData("a@example.org\r\nBcc: b@example.org", "id@erasure")]
    [InlineData("a@example.org, b@example.org", "id@erasure")]
    [InlineData("nobody", "id@erasure")]
    [InlineData("jürgen@example.org", "id@erasure")]
    [InlineData("a@exa mple.org", "id@erasure")]
    [InlineData("<a@example.org>", "id@erasure")]
    [InlineData("A <a@example.org>", "id@erasure")]
    [InlineData("a@example.org", "id>\r\nBcc: b@example.org")]
    public async Task What_cannot_stand_in_a_header_is_refused_for_good_without_repeating_it(string to, string id)
    {
        MailDeliveryException refused = await Assert.ThrowsAsync<MailDeliveryException>(() => DeliverAsync(Mail() with { To = to, MessageId = id }));

        Assert.True(refused.IsPermanent);
        Assert.DoesNotContain("@", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task An_international_domain_is_written_in_ASCII() =>
        Assert.Equal("info@xn--mnchen-3ya.example", MailReader.Read(await DeliverAsync(Mail() with { To = "info@münchen.example" })).Headers["To"]);

    private static MailMessage Mail() => new(
        "id-1@erasure", new DateTimeOffset(2026, 11, 21, 10, 5, 0, TimeSpan.FromHours(1)), "orders@example.org", "Please act", "Text", "<p>Html</p>");

    private async Task<byte[]> DeliverAsync(MailMessage mail)
    {
        await new FolderMailTransport(folder.Path, "erasure@example.org").DeliverAsync(mail, CancellationToken.None);
        return await File.ReadAllBytesAsync(Directory.GetFiles(folder.Path).Single());
    }
}
