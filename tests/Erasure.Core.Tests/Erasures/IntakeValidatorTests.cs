using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Subjects;
using Erasure.Embedded.Mail;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Erasures;

public sealed class IntakeValidatorTests
{
    [Fact]
    public async Task Every_problem_is_told_at_once_by_its_path_and_without_its_value()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project", "orders");
        IntakeRequest request = new()
        {
            Subject = Subject(("user_id", " padded-value"), ("email", ""), ("phone", "tab\tvalue"), ("Name Value", "x"), ("note", "half \ud83d pair"), ("long", new string('v', 513))),
            RequesterEmail = new Sealed<string>("not an address"),
            Domains = ["project", "nowhere", "project"],
            Reference = "line\nbreak",
            ReceivedAt = host.Time.GetUtcNow().AddDays(1),
            IdempotencyKey = new Sealed<string>(""),
        };

        IReadOnlyList<FieldProblem> problems = Assert.IsType<IntakeResult.Invalid>(await host.Erasures.ReceiveAsync(request, default)).Problems;

        Assert.Equal(
            [
                "subject.user_id", "subject.email", "subject.phone", "subject", "subject.note", "subject.long", "requester.email", "domains[1]", "domains[2]",
                "reference", "receivedAt", "Idempotency-Key",
            ],
            problems.Select(problem => problem.Field));
        Assert.All(problems, problem => Assert.DoesNotContain("value", problem.Message.Replace("1 to", "", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Empty((await host.Erasures.ListAsync(new ErasureFilter(), 10, continuation: null, default)).Erasures);
    }

    [Theory]
    [InlineData("a@b", true)]
    [InlineData("first.last+tag@sub.example.org", true)]
    [InlineData("ümlaut@exämple.org", true)]
    [InlineData("two@at@example.org", false)]
    [InlineData("a@b\r\nBcc: c@d", false)]
    [InlineData("Name <a@b.org>", false)]
    [InlineData("a@b..org", false)]
    [InlineData("@b.org", false)]
    [InlineData("a,b@c.org", false)]
    [InlineData("a..b@c.org", false)]
    [InlineData(".a@c.org", false)]
    [InlineData("a.@c.org", false)]
    [InlineData("a@c.org.", false)]
    [InlineData("a@-c.org", false)]
    [InlineData("a@example.com", true)]
    [InlineData("a@x.example", true)]
    [InlineData("a@m\u00fcnchen.de", true)]
    [InlineData("a@xn--mnchen-3ya.de", true)]
    [InlineData("a@1.2.3.4", false)]
    [InlineData("a@x.1", false)]
    [InlineData("a@\uff11.2", false)]
    [InlineData("a@x_y.z", false)]
    [InlineData("a@xn--a.de", false)]
    [InlineData("a@xn--zzzzzz-.de", false)]
    [InlineData("a@example.invalid", false)]
    [InlineData("a@mail.TEST", false)]
    [InlineData("a@localhost", false)]
    [InlineData("a%b@x.org", false)]
    [InlineData("a!b@x.org", false)]
    [InlineData("=?utf-8?q?a?=@x.org", false)]
    [InlineData("a12345678901234567890123456789012345678901234567890123456789012345@c.org", false)]
    public async Task An_address_for_mails_is_one_address(string address, bool isRight)
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project");
        IntakeResult result = await host.Erasures.ReceiveAsync(ErasureHost.Request("user-1", address), default);
        Assert.Equal(isRight, result is IntakeResult.Accepted);
    }

    [Theory]
    [InlineData("j\u00f6rg@c.org", false)]
    [InlineData("joerg@c.org", true)]
    [InlineData("joerg@j\u00f6rg.example", true)]
    public void An_address_that_the_transport_cant_write_to_is_refused_at_intake(string address, bool isRight)
    {
        using TempFolder folder = new();
        IntakeValidator validator = new([], TimeProvider.System, new FolderMailTransport(folder.Path, "erasure@example.org"));

        IReadOnlyList<FieldProblem> problems = validator.Check(ErasureHost.Request("user-1", address));

        Assert.Equal(isRight ? [] : ["requester.email"], problems.Select(problem => problem.Field));
    }

    [Theory]
    [InlineData("u-3\u200b", false)]
    [InlineData("\ufeffu-3", false)]
    [InlineData("u-3\u200f", false)]
    [InlineData("\u2066u-3\u2069", false)]
    [InlineData("u\u00ad-3", false)]
    [InlineData("u\u200b-3", false)]
    [InlineData("u-3\u200d", false)]
    [InlineData("\u3164", false)]
    [InlineData("\u0639\u0644\u06cc\u200c\u0631\u0636\u0627", true)]
    [InlineData("\u0d15\u0d4d\u200d\u0d15", true)]
    [InlineData("\u845b\udb40\udd00", true)]
    public async Task Characters_that_cannot_be_seen_are_refused_where_no_name_has_them(string value, bool isRight)
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project");

        IntakeResult result = await host.Erasures.ReceiveAsync(ErasureHost.Request(value), default);

        FieldProblem[] problems = result is IntakeResult.Invalid invalid ? [.. invalid.Problems] : [];
        Assert.Equal(isRight ? [] : ["subject.user_id"], problems.Select(problem => problem.Field));
        Assert.All(problems, problem => Assert.DoesNotContain(value, problem.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("T-\u202E1234")]
    [InlineData("T-\u2066 1")]
    [InlineData("T-\u200F1")]
    [InlineData("T\u20281")]
    [InlineData("T\u20291")]
    [InlineData("T\u00851")]
    public Task A_reference_reads_as_it_is_written(string reference) => IsRefusedAsync("user-1", reference);

    [Theory]
    [InlineData("ticket of USER-1234")]
    [InlineData("ticket user_1234")]
    [InlineData("ticket user\u20101234")]
    [InlineData("https://crm.example/people/user%252D1234")]
    public Task A_reference_may_not_name_the_person(string reference) => IsRefusedAsync("user-1234", reference);

    [Fact]
    public async Task The_deadline_runs_from_receipt_which_may_be_long_ago_but_not_ages()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project");
        DateTimeOffset received = host.Time.GetUtcNow().AddDays(-20);

        ErasureRecord erasure = await host.ReceiveAsync(ErasureHost.Request("user-1") with { ReceivedAt = received.ToOffset(TimeSpan.FromHours(2)) });
        IntakeResult ages = await host.Erasures.ReceiveAsync(ErasureHost.Request("user-2") with { ReceivedAt = received.AddDays(-400) }, default);

        Assert.Equal(received, erasure.ReceivedAt);
        Assert.Equal(received.AddDays(30), erasure.Deadline);
        Assert.Equal("receivedAt", Assert.Single(Assert.IsType<IntakeResult.Invalid>(ages).Problems).Field);
    }

    private static Sealed<Subject> Subject(params (string Name, string Value)[] identifiers) =>
        new(new Subject(identifiers.ToDictionary(i => i.Name, i => i.Value)));

    private static async Task IsRefusedAsync(string user, string reference)
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project");

        IntakeResult result = await host.Erasures.ReceiveAsync(ErasureHost.Request(user) with { Reference = reference }, default);

        Assert.Equal("reference", Assert.Single(Assert.IsType<IntakeResult.Invalid>(result).Problems).Field);
    }
}
