using System.Diagnostics;
using System.Text.Json.Nodes;
using Erasure.Core.Mail;
using Erasure.Embedded.Mail;
using Erasure.Tests.Shared;

namespace Erasure.Embedded.Tests.Mail;

/// <summary>Submission to a mail server that isn't ours (npm smtp-server).</summary>
public sealed class ForeignMailServerTests : IDisposable
{
    private static readonly MailMessage Mail = new(
        "id-1@erasure", new DateTimeOffset(2026, 11, 21, 9, 5, 0, TimeSpan.Zero), "orders@example.org", "Bitte handeln: ü", ".\r\n..\r\nText", "<p>Html</p>");

    private readonly Process server = Start();

    public void Dispose()
    {
        server.Kill();
        server.WaitForExit();
        server.Dispose();
    }

    [Fact]
    public async Task A_mail_arrives_as_it_was_written()
    {
        await DeliverAsync(Mail, "s3cret");

        JsonNode arrived = JsonNode.Parse((await server.StandardOutput.ReadLineAsync())!)!;
        MailReader read = MailReader.Read(Convert.FromBase64String((string)arrived["bytes"]!));
        Assert.Equal((true, "erasure", "erasure@example.org", "orders@example.org"), ((bool)arrived["secure"]!, (string)arrived["user"]!, (string)arrived["from"]!, (string)arrived["to"]![0]!));
        Assert.Equal(("<id-1@erasure>", Mail.Subject, Mail.Text), (read.Headers["Message-ID"], read.Headers["Subject"], read.Parts["text/plain; charset=utf-8"]));
    }

    [Fact]
    public async Task A_recipient_that_the_server_does_not_know_is_a_permanent_failure() =>
        Assert.True((await Assert.ThrowsAsync<MailDeliveryException>(() => DeliverAsync(Mail with { To = "nobody@example.org" }, "s3cret"))).IsPermanent);

    [Fact]
    public async Task A_wrong_password_is_a_failure_that_passes() =>
        Assert.False((await Assert.ThrowsAsync<MailDeliveryException>(() => DeliverAsync(Mail, "wrong"))).IsPermanent);

    private async Task DeliverAsync(MailMessage mail, string password)
    {
        int port = (int)JsonNode.Parse((await server.StandardOutput.ReadLineAsync())!)!["port"]!;
        SmtpConfiguration options = new() { Host = "127.0.0.1", Port = port, User = "erasure", PasswordVariable = "PW" };
        SmtpMailTransport transport = new(options, "erasure@example.org", _ => password, TimeProvider.System, trust: static (_, certificate, _, _) => certificate is not null);
        await transport.DeliverAsync(mail, CancellationToken.None);
    }

    private static Process Start()
    {
        string folder = Tools.NodeFolder("foreign");
        return Process.Start(new ProcessStartInfo("node", [Path.Combine(folder, "smtp-server.mjs")])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }
}
