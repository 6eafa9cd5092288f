using Erasure.Core.Decisions;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Subjects;

namespace Erasure.Core.Tests.Erasures;

/// <summary>Who asks again while his erasure runs isn't answered by what was searched before that.</summary>
public sealed class AskedAgainTests
{
    private const string Person = "user-1";

    [Fact]
    public async Task What_was_over_is_asked_again_at_once_and_what_was_not_once_it_is()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders", "project");
        host.Domains["project"].OnSubmit = erasure => erasure.Attempt == 1 ? new Outcome.Erased(3) : new Outcome.NothingFound();
        bool isDone = false;
        host.Domains["orders"].OnSubmit = erasure => erasure.Attempt == 1 ? new Outcome.Pending() : new Outcome.Erased(2);
        host.Domains["orders"].OnCheck = _ => isDone ? new Outcome.Erased(1) : new Outcome.Pending();
        string id = await host.RunAsync(Person);
        await host.RunForAsync(TimeSpan.FromHours(1));

        Assert.Equal(id, (await host.ReceiveAsync(ErasureHost.Request(Person))).Id);
        await host.RunForAsync(TimeSpan.FromMinutes(1));

        Assert.Equal((2, 1), (host.Domains["project"].Submissions, host.Domains["orders"].Submissions));
        isDone = true;
        await host.RunForAsync(TimeSpan.FromDays(1));

        ErasureView view = await host.ViewAsync(id);
        Assert.Equal(ErasureState.Completed, view.Erasure.State);
        Assert.Equal((2, 2), (host.Domains["project"].Submissions, host.Domains["orders"].Submissions));
        Assert.Equal([("orders", 2, new Outcome.Erased(3)), ("project", 2, new Outcome.Erased(3))], view.Domains.Select(domain => (domain.Domain, domain.Attempt, (Outcome.Erased)domain.Outcome!)));
        Assert.Equal(["asked-again", "project/asked-again", "orders/asked-again"], (await host.LedgerAsync(id)).Where(entry => entry.Contains("asked-again", StringComparison.Ordinal)));
        Assert.Single(host.Mail.SubjectsTo(ErasureHost.Requester), subject => subject.StartsWith("Your data have been erased", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ErasureHost.Requester)]
    [InlineData(null)]
    public async Task Whoever_asks_later_is_told_like_the_first_and_found_by_his_own_reference(string? first)
    {
        const string Second = "second.canary-77aa01@example.org";
        await using ErasureHost host = await ErasureHost.StartAsync("orders", "invoices");
        host.Domains["orders"].OnSubmit = erasure => erasure.Attempt == 1 ? new Outcome.Pending() : new Outcome.NothingFound();
        host.Domains["orders"].OnCheck = _ => new Outcome.Erased(1);
        host.Domains["invoices"].OnSubmit = _ => host.Time.GetUtcNow() < host.Start.AddDays(40) ? new Outcome.Withheld("tax-law", host.Start.AddDays(40)) : new Outcome.Erased(2);
        string id = (await host.ReceiveAsync(ErasureHost.Request(Person, first) with { Reference = "T-1" })).Id;
        await host.Engine.Engine.WhenIdleAsync();

        IntakeRequest again = ErasureHost.Request(Person, Second) with { Reference = "T-2" };
        Assert.Equal(id, (await host.ReceiveAsync(again)).Id);
        Assert.Equal(id, (await host.ReceiveAsync(again)).Id);
        await host.RunToDayAsync(41);

        ErasureView view = await host.ViewAsync(id);
        Assert.Equal((ErasureState.Completed, "T-1"), (view.Erasure.State, view.Erasure.Reference));
        Assert.Equal(["T-2"], view.Erasure.OtherReferences);
        Assert.Equal(id, Assert.Single((await host.Erasures.ListAsync(new ErasureFilter { Reference = "T-2" }, 10, null, default)).Erasures).Id);
        string[] told = ["We have received your request to erase your data", "Some of your data are kept back for now", "Your data have been erased"];
        Assert.Equal(told, host.Mail.SubjectsTo(Second));
        Assert.Equal(first is null ? [] : told, host.Mail.SubjectsTo(ErasureHost.Requester));
        Assert.All(host.Mail.Mails.Where(mail => mail.To == Second), mail => Assert.Contains("Your reference: T-2\n", mail.Text, StringComparison.Ordinal));
        Assert.All(host.Mail.Mails.Where(mail => mail.To == ErasureHost.Requester), mail => Assert.Contains("Your reference: T-1\n", mail.Text, StringComparison.Ordinal));
        Assert.DoesNotContain(host.Records.Written, written => written.Contains(Second, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reference_that_names_another_who_asked_is_refused_and_nobody_is_added()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Pending();
        string id = (await host.ReceiveAsync(ErasureHost.Request(Person, "first.asker@example.org"))).Id;
        await host.Engine.Engine.WhenIdleAsync();

        foreach (string reference in new[] { "first.asker@example.org", "case of first_asker" })
        {
            IntakeResult refused = await host.Erasures.ReceiveAsync(ErasureHost.Request(Person, "second.asker@example.org") with { Reference = reference }, default);

            Assert.Equal("reference", Assert.Single(Assert.IsType<IntakeResult.Invalid>(refused).Problems).Field);
        }

        Assert.Null((await host.ViewAsync(id)).Erasure.OtherReferences);
        Assert.Empty(host.Mail.SubjectsTo("second.asker@example.org"));
    }

    [Fact]
    public async Task More_than_twenty_who_ask_are_turned_away_until_it_has_ended()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Pending();
        host.Domains["orders"].OnCheck = _ => new Outcome.Pending();
        string id = await host.RunAsync(Person);
        foreach (int number in Enumerable.Range(2, 19))
        {
            Assert.Equal(id, (await host.ReceiveAsync(ErasureHost.Request(Person, $"a{number}@example.org") with { Reference = $"T-{number}" })).Id);
        }

        IntakeResult refused = await host.Erasures.ReceiveAsync(ErasureHost.Request(Person, "a21@example.org"), default);

        Assert.Contains("asked for by too many", Assert.IsType<IntakeResult.Conflict>(refused).Reason, StringComparison.Ordinal);
        Assert.Equal(id, (await host.ReceiveAsync(ErasureHost.Request(Person, "A2@example.org"))).Id);
    }

    [Fact]
    public async Task What_was_erased_before_is_told_though_the_part_that_knew_it_is_lost()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders", "project");
        bool isDone = false;
        host.Domains["orders"].OnSubmit = erasure => erasure.Attempt switch { 1 => new Outcome.Erased(3), 2 => new Outcome.Pending(), _ => new Outcome.NothingFound() };
        host.Domains["orders"].OnCheck = _ => isDone ? new Outcome.Erased(2) : new Outcome.Pending();
        host.Domains["project"].OnSubmit = _ => new Outcome.Pending();
        host.Domains["project"].OnCheck = _ => isDone ? new Outcome.NothingFound() : new Outcome.Pending();
        string id = await host.RunAsync(Person);
        await host.RunForAsync(TimeSpan.FromHours(1));
        await host.ReceiveAsync(ErasureHost.Request(Person));
        await host.RunForAsync(TimeSpan.FromHours(1));

        Assert.True(host.Engine.Vanish(id));
        Assert.True(host.Engine.Vanish($"{id}:orders"));
        isDone = true;
        await host.RunForAsync(TimeSpan.FromHours(1));
        await host.Reconciler.RunOnceAsync(default);
        await host.RunForAsync(TimeSpan.FromDays(2));

        Assert.Equal(new Outcome.Erased(5), (await host.ViewAsync(id)).Domains.Single(domain => domain.Domain == "orders").Outcome);
    }

    /// <summary>An attempt that failed for us may have come to its end where the connector looks.</summary>
    [Fact]
    public async Task What_a_connector_keeps_of_what_it_erased_is_told_whichever_attempt_erased_it()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        ScriptedConnector orders = host.Domains["orders"];
        orders.OnSubmit = erasure => erasure.Attempt == 1 ? new Outcome.Failed("http-400", Retryable: false) : new Outcome.NothingFound();
        string id = await host.RunAsync(Person);
        await host.RunForAsync(TimeSpan.FromHours(1));

        orders.Kept = new ErasedSoFar(3, 0) { Holders = 1, IsTheirs = true };
        await host.CommandAsync(erasures => erasures.RetryAsync(id, "orders", ErasureHost.Decision(), default));
        await host.RunForAsync(TimeSpan.FromHours(1));

        Assert.Equal(new Outcome.Erased(3) { Objects = 1 }, (await host.ViewAsync(id)).Domains.Single(domain => domain.Domain == "orders").Outcome);
    }

    /// <summary>The event is a nudge; what counts is the record, which the end looks at.</summary>
    [Fact]
    public async Task A_request_whose_event_the_orchestration_did_not_get_is_asked_before_the_end()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders", "project");
        bool isDone = false;
        host.Domains["orders"].OnSubmit = erasure => erasure.Attempt == 1 ? new Outcome.Pending() : new Outcome.NothingFound();
        host.Domains["orders"].OnCheck = _ => isDone ? new Outcome.NothingFound() : new Outcome.Pending();
        string id = await host.RunAsync(Person);
        await host.RunForAsync(TimeSpan.FromHours(1));
        Assert.True(host.Engine.Vanish(id));

        await host.ReceiveAsync(ErasureHost.Request(Person));
        isDone = true;
        await host.RunForAsync(TimeSpan.FromHours(1));
        await host.Reconciler.RunOnceAsync(default);
        await host.RunForAsync(TimeSpan.FromDays(1));

        Assert.Equal(ErasureState.Completed, (await host.ViewAsync(id)).Erasure.State);
        Assert.Equal(2, host.Domains["project"].Submissions);
        Assert.Equal([1, 2], host.Domains["orders"].Asked.Where(ask => ask.Verb == "submit").Select(ask => ask.Erasure.Attempt).Distinct());
    }

    [Fact]
    public async Task The_same_request_sent_twice_by_its_key_asks_nobody_again()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders", "project");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Pending();
        IntakeRequest request = ErasureHost.Request(Person) with { IdempotencyKey = new Sealed<string>("key-1") };
        string id = (await host.ReceiveAsync(request)).Id;
        await host.RunForAsync(TimeSpan.FromHours(1));

        Assert.Equal(id, (await host.ReceiveAsync(request)).Id);
        await host.RunForAsync(TimeSpan.FromHours(1));

        Assert.Equal(1, host.Domains["project"].Submissions);
    }

    [Fact]
    public async Task What_a_human_stated_since_answers_it()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        string id = await host.RunAsync(Person);
        await host.RunForAsync(TimeSpan.FromHours(1));
        await host.ReceiveAsync(ErasureHost.Request(Person));
        await host.RunForAsync(TimeSpan.FromHours(1));

        await host.CommandAsync(erasures => erasures.ResolveAsync(id, "orders", ErasureHost.Decision(), default));

        Assert.Equal(ErasureState.Completed, (await host.ViewAsync(id)).Erasure.State);
        Assert.Equal(1, host.Domains["orders"].Submissions);
    }

    [Fact]
    public async Task Of_an_erasure_that_is_being_canceled_nobody_is_told_that_it_answers_him()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Pending();
        string id = await host.RunAsync(Person);

        Assert.Equal(CommandResult.Accepted, await host.Erasures.CancelAsync(id, ErasureHost.Decision(), default));
        IntakeResult asked = await host.Erasures.ReceiveAsync(ErasureHost.Request(Person), default);
        await host.Engine.Engine.WhenIdleAsync();

        Assert.True(asked is IntakeResult.Conflict || asked is IntakeResult.Accepted { IsNew: true }, $"{asked}");
    }
}
