using Erasure.Core.Domains;
using Erasure.Core.Mail;
using Erasure.Core.Subjects;
using Erasure.Core.Tests.Erasures;

namespace Erasure.Core.Tests.Mail;

/// <summary>A mail says what a code means, and how it differs from the one before.</summary>
public sealed class MailWriterTests
{
    private static readonly MailWriter Writer = WriterOf(ErasureHost.Configure("orders"));

    [Theory]
    [InlineData(MailKind.AdminActionNeeded, "http-403", "doesn't allow the call", "allow it to this client")]
    [InlineData(MailKind.OfficerStuck, "http-429", "more often than it bears", "limits")]
    [InlineData(MailKind.AdminStillWaiting, "token-http-400", "token endpoint", "secret")]
    [InlineData(MailKind.AdminActionNeeded, "objects-failed", "Some objects of the lake", "listed")]
    [InlineData(MailKind.AdminDeadlinePassed, "deadline", "by the deadline", "by hand")]
    public void A_code_is_told_in_words_with_what_to_do(MailKind kind, string code, string meaning, string remedy)
    {
        MailMessage mail = Write(new MailOrder(kind, "orders", "1", new Dictionary<string, string> { [MailFacts.Code] = code }));

        Assert.Contains($"Code: {code}\n", mail.Text, StringComparison.Ordinal);
        Assert.Contains(meaning, mail.Text, StringComparison.Ordinal);
        Assert.Contains(remedy, mail.Text, StringComparison.Ordinal);
        Assert.Contains(System.Net.WebUtility.HtmlEncode(remedy), mail.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MailKind.AdminStillWaiting, "1-1", "1-2", "reminder 2")]
    [InlineData(MailKind.AdminStillWaiting, "3-2", "3-3", "reminder 3")]
    [InlineData(MailKind.AdminActionNeeded, "1", "2", "attempt 2")]
    [InlineData(MailKind.AdminActionNeeded, "2", "3-workflow-ended", "attempt 3")]
    [InlineData(MailKind.AdminWithheld, "1", "2", "attempt 2")]
    [InlineData(MailKind.OfficerStuck, "1", "2", "attempt 2")]
    [InlineData(MailKind.AdminReminder, "20261130-168h", "20261130-24h", "1 day before the deadline")]
    [InlineData(MailKind.AdminReminder, "20261130-24h", "20261130-12h", "12 hours before the deadline")]
    public void A_second_mail_of_the_same_says_which_it_is(MailKind kind, string first, string second, string words)
    {
        MailMessage before = Write(new MailOrder(kind, "orders", first, new Dictionary<string, string> { [MailFacts.Code] = "http-403" }));
        MailMessage after = Write(new MailOrder(kind, "orders", second, new Dictionary<string, string> { [MailFacts.Code] = "http-403" }));

        Assert.Contains(words, after.Subject + after.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(words, before.Subject + before.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_officer_reads_at_the_end_what_was_not_searched()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("lake", "orders");
        host.Domains["lake"].OnSubmit = _ => new Outcome.Erased(2) { NotSearched = new NotSearched(3, 1) { Mappers = ["newsletter", "contacts"] } };
        await host.RunAsync();
        await host.RunForAsync(TimeSpan.FromHours(1));

        MailMessage mail = Assert.Single(host.Mail.Mails, mail => mail.Subject == "Erasure ended: Completed");
        Assert.Contains("Not searched: lake: 4 objects not searched, which somebody has answered for, not searched for want of an identifier: newsletter, contacts\n", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_officer_reads_at_the_end_by_when_it_was_due_and_where_the_report_is()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        string id = await host.RunAsync();
        await host.RunForAsync(TimeSpan.FromHours(1));

        MailMessage mail = Assert.Single(host.Mail.Mails, mail => mail.Subject == "Erasure ended: Completed");
        Assert.Contains($"Report: https://erasure.example.org/api/erasures/{id}/report (JSON)\n", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Deadline: ", mail.Text, StringComparison.Ordinal);
        Assert.EndsWith($"\nhttps://erasure.example.org/erasures/{id}\n", mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MailKind.RequesterCompleted)]
    [InlineData(MailKind.RequesterFailed)]
    [InlineData(MailKind.RequesterCanceled)]
    public void The_person_reads_at_the_end_that_there_is_a_report_and_how_to_get_it(MailKind kind)
    {
        MailMessage mail = Write(new MailOrder(kind, Domain: null, "1", new Dictionary<string, string>()));

        Assert.Contains("We keep a report of what was done.", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Request: 0190a6f0c1d27b8e9f00112233445566\n", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("http", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_go_where_the_configuration_says()
    {
        Core.Configuration.ErasureConfiguration configuration = ErasureHost.Configure("orders");
        MailWriter writer = WriterOf(configuration with { Mail = configuration.Mail with { ReplyTo = "privacy@example.org" } });

        Assert.Equal("privacy@example.org", Write(new MailOrder(MailKind.RequesterReceived, Domain: null, "1", new Dictionary<string, string>()), writer).ReplyTo);
    }

    [Theory]
    [InlineData(MailKind.AdminActionNeeded)]
    [InlineData(MailKind.OfficerStuck)]
    public void What_failed_is_linked_where_people_read_it(MailKind kind)
    {
        MailMessage mail = Write(new MailOrder(kind, "orders", "1", new Dictionary<string, string> { [MailFacts.Failures] = "aa\nbb" }));

        Assert.Contains("/erasures/0190a6f0c1d27b8e9f00112233445566/domains/orders#failure-bb\n", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/api/", mail.Text, StringComparison.Ordinal);
    }

    private static MailWriter WriterOf(Core.Configuration.ErasureConfiguration configuration) => new(configuration.Mail, configuration.Server);

    private static MailMessage Write(MailOrder order, MailWriter? writer = null) => (writer ?? Writer).Write("0190a6f0c1d27b8e9f00112233445566", MailRecord.Of(order, DateTimeOffset.UnixEpoch), "1@example.org", new Sealed<string>("admin@example.org"));
}
