using Erasure.Core.Deletion.Connector;
using Erasure.Core.Domains;
using Erasure.Core.Mail;
using Erasure.Core.Tests.Erasures;

namespace Erasure.Core.Tests.Mail;

/// <summary>The person's last mail says what was done where, and never more than was verified or said.</summary>
public sealed class PersonalAccountTests
{
    private static readonly ConnectorConfiguration Lake = new LakeConnectorConfiguration();
    private static readonly DateTimeOffset NewYear = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<DomainState, Outcome?, string> Lakes { get; } = new()
    {
        { DomainState.Erased, new Outcome.Erased(), "Whatever was found of you is erased, and verified." },
        { DomainState.Erased, new Outcome.Erased(1), "Erased, and verified: 1 record." },
        { DomainState.Erased, new Outcome.Erased(1234) { Deleted = 2 }, "Erased, and verified: 1,234 records, 2 whole files." },
        { DomainState.Erased, new Outcome.Erased(1234) { Objects = 3, Deleted = 1 }, "Erased, and verified: 1,234 records in 3 files, 1 whole file." },
        { DomainState.Erased, new Outcome.Erased { IsUntold = true }, "Searched. Whatever was found of you is erased, and verified; data of others were erased in the same step, and whether any of it was yours was not counted." },
        { DomainState.Erased, new Outcome.Erased { Deleted = 1 }, "Erased, and verified: 1 whole file." },
        { DomainState.Erased, new Outcome.Erased { Deleted = 1, NotSearched = new NotSearched(2, 0) }, "Erased, and verified: 1 whole file. 2 files could not be searched: one of our staff states that nobody's data are in there. Our software could not verify this." },
        { DomainState.NothingFound, new Outcome.NothingFound(), "Searched, and nothing was found." },
        { DomainState.NothingFound, new Outcome.NothingFound { NotSearched = new NotSearched(0, 1) }, "Nothing was found in what could be searched. 1 file could not be searched: one of our staff states that your data there were dealt with by hand. Our software could not verify this." },
        { DomainState.NothingFound, new Outcome.NothingFound { NotSearched = new NotSearched(0, 0) { Vanished = 1 } }, "Nothing was found in what could be searched. 1 file that could not be searched before and may have held your data is not there any more: we do not know who took it away." },
        { DomainState.Erased, new Outcome.Erased(1) { NotSearched = new NotSearched(0, 0) { Mappers = ["a"] } }, "Erased, and verified: 1 record. Not searched: 1 place where people are known by other details than those that we had of you." },
        { DomainState.NothingFound, new Outcome.NothingFound { NotSearched = new NotSearched(0, 0) { Mappers = ["a", "b"] } }, "Nothing was found in what could be searched. Not searched: 2 places where people are known by other details than those that we had of you." },
        { DomainState.Resolved, new Outcome.Failed("objects-failed", false), "Done by hand: one of our staff states that it is erased there, or that nothing is owed. Our software could not verify this." },
        { DomainState.Closed, new Outcome.Failed("objects-failed", false), "Not completed: something may be left there." },
        { DomainState.Closed, new Outcome.Withheld("retained", NewYear), "Not erased: kept back for a legal reason, until 1 January 2027." },
        { DomainState.Closed, new Outcome.Withheld("retained", NewYear) { Count = 2, Objects = 1 }, "Not erased: 2 records in 1 file, kept back for a legal reason, until 1 January 2027." },
        { DomainState.Closed, new Outcome.Withheld("retained", null), "Not erased: kept back for a legal reason." },
        { DomainState.Canceled, null, "Not completed: something may be left there." },
    };

    [Theory]
    [MemberData(nameof(Lakes))]
    public void The_lake_was_verified_here(DomainState state, Outcome? outcome, string words) =>
        Assert.Equal(words, PersonalAccount.Of(Domain(state, outcome), Lake));

    [Theory]
    [InlineData(DomainState.Resolved, 3L, 1L, "Done by hand: one of our staff states that it is erased there, or that nothing is owed. Our software could not verify this. What could be erased before: Erased, and verified: 3 records, 1 whole file.")]
    [InlineData(DomainState.Canceled, null, null, "Not completed: something may be left there. Data were erased there before; whether any of it was yours was not counted.")]
    [InlineData(DomainState.Erased, 3L, 1L, "Erased, and verified: 1 record.")]
    public void What_was_erased_before_a_domain_ended_otherwise_is_told(DomainState state, long? rows, long? objects, string words) =>
        Assert.Equal(words, PersonalAccount.Of(Domain(state, state == DomainState.Erased ? new Outcome.Erased(1) : null), Lake, new ErasedSoFar(rows, objects)));

    [Theory]
    [InlineData(3L, "Not completed: something may be left there. What could be erased before: Erased, and verified: 3 records. More was erased before. Our software could not verify this.")]
    [InlineData(0L, "Not completed: something may be left there. Something was erased before. Our software could not verify this.")]
    public void What_was_erased_and_not_verified_is_told_as_that(long rows, string words) =>
        Assert.Equal(words, PersonalAccount.Of(Domain(DomainState.Canceled, null), Lake, new ErasedSoFar(rows, 0) { HasMore = true }));

    [Fact]
    public void What_others_say_was_not()
    {
        Assert.Equal("Reported as erased: 3 records.", PersonalAccount.Of(Domain(DomainState.Erased, new Outcome.Erased(3)), connector: null));
        Assert.Equal("Reported as erased.", PersonalAccount.Of(Domain(DomainState.Erased, new Outcome.Erased()), connector: null));
        Assert.Equal("Reported as holding nothing.", PersonalAccount.Of(Domain(DomainState.NothingFound, new Outcome.NothingFound()), connector: null));
    }

    [Theory]
    [InlineData(DomainState.Erased, DomainState.NothingFound, "Your data have been erased")]
    [InlineData(DomainState.NothingFound, DomainState.NothingFound, "We found no data of yours")]
    [InlineData(DomainState.Erased, DomainState.Resolved, "Your request to erase your data is done: what we did")]
    [InlineData(DomainState.NothingFound, DomainState.Resolved, "Your request to erase your data is done: what we did")]
    public async Task The_subject_says_erased_only_where_all_was_searched_and_something_found(DomainState one, DomainState other, string subject)
    {
        await using ErasureHost host = await ErasureHost.StartAsync("crm", "shop");
        host.Domains["crm"].OnSubmit = _ => OutcomeOf(one);
        host.Domains["shop"].OnSubmit = _ => OutcomeOf(other);
        string id = await host.RunAsync();
        if (other == DomainState.Resolved)
        {
            await host.CommandAsync(erasures => erasures.ResolveAsync(id, "shop", ErasureHost.Decision("wiped it"), default));
        }

        MailMessage mail = LastMail(host);
        Assert.Equal(subject, mail.Subject);
        Assert.All(["crm: ", "shop: "], domain => Assert.Contains(domain, mail.Text, StringComparison.Ordinal));
        Assert.DoesNotContain("wiped it", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_others_data_went_with_it_nobody_is_told_that_there_was_any()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("crm", "shop");
        host.Domains["crm"].OnSubmit = _ => new Outcome.Erased();
        host.Domains["shop"].OnSubmit = _ => new Outcome.NothingFound();
        await host.RunAsync();

        MailMessage mail = LastMail(host);
        Assert.Equal("Your request to erase your data is done", mail.Subject);
        Assert.Contains("crm: Whatever was found of you is erased, and verified.", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_closed_or_canceled_learns_what_was_done_too()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("crm", "shop");
        host.Domains["crm"].OnSubmit = _ => new Outcome.Erased(2);
        host.Domains["shop"].OnSubmit = _ => new Outcome.Withheld("tax-law", Until: null);
        string id = await host.RunAsync();
        await host.CommandAsync(erasures => erasures.CloseAsync(id, ErasureHost.Decision("see our letter"), default));

        string text = LastMail(host).Text;
        Assert.Contains("crm: Erased, and verified: 2 records.\nshop: Not erased: kept back for a legal reason. The reason: tax-law.\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("see our letter", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 0, "Your data have been erased in the systems that were asked")]
    [InlineData(0, 0, "We found no data of yours in the systems that were asked")]
    [InlineData(2, 1, "Your request to erase your data is done in the systems that were asked: what we did")]
    public async Task Who_asked_some_systems_only_is_never_told_that_his_data_are_gone_from_all(int rows, int unsearched, string subject)
    {
        await using ErasureHost host = await ErasureHost.StartAsync("crm", "shop", "lake", "office");
        NotSearched? notSearched = unsearched == 0 ? null : new NotSearched(unsearched, 0);
        host.Domains["crm"].OnSubmit = _ => new Outcome.NothingFound();
        host.Domains["shop"].OnSubmit = _ => rows == 0 ? new Outcome.NothingFound() : new Outcome.Erased(rows) { NotSearched = notSearched };
        await host.ReceiveAsync(ErasureHost.Request("u-1", ErasureHost.Requester, "crm", "shop"));
        await host.Engine.Engine.WhenIdleAsync();

        MailMessage mail = LastMail(host);
        Assert.Equal(subject, mail.Subject);
        Assert.All(
            host.Mail.Mails.Where(mail => mail.To == ErasureHost.Requester),
            mail => Assert.Contains("Your request is for some of our systems only: 2 others of ours are not part of it.", mail.Text, StringComparison.Ordinal));
        Assert.DoesNotContain("each of our systems", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("office", mail.Text, StringComparison.Ordinal);
    }

    private static MailMessage LastMail(ErasureHost host) =>
        Assert.Single(host.Mail.Mails, mail => mail.To == ErasureHost.Requester && mail.Subject is not ("We have received your request to erase your data" or "Some of your data are kept back for now"));

    private static DomainProgress Domain(DomainState state, Outcome? outcome) => new() { Domain = "x", State = state, Outcome = outcome };

    private static Outcome OutcomeOf(DomainState state) => state switch
    {
        DomainState.Erased => new Outcome.Erased(1),
        DomainState.NothingFound => new Outcome.NothingFound(),
        _ => new Outcome.Failed("http-400", Retryable: false),
    };
}
