using System.Text.Json;
using Erasure.Core.Configuration;
using Erasure.Core.Decisions;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Ending;
using Erasure.Core.Erasures.Orchestration;
using Erasure.Core.Erasures.Parts;

namespace Erasure.Core.Tests.Erasures;

/// <summary>What humans may ask of an erasure, in each state.</summary>
public sealed class CommandTests
{
    public static TheoryData<string> Commands() => ["cancel", "close", "extend", "retry", "resolve"];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task No_command_finds_an_erasure_that_isnt_there_or_moves_one_that_ended(string command)
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        string id = await host.RunAsync();

        Assert.Equal(CommandResult.WrongState, await SendAsync(host, command, id));
        Assert.Equal(CommandResult.NotFound, await SendAsync(host, command, ErasureId.New(host.Time)));
        Assert.Equal(CommandResult.NotFound, await SendAsync(host, command, "no id at all"));
    }

    [Theory]
    [InlineData("cancel", CommandResult.Accepted, CommandResult.Accepted, CommandResult.Accepted)]
    [InlineData("close", CommandResult.WrongState, CommandResult.Accepted, CommandResult.Accepted)]
    [InlineData("extend", CommandResult.Accepted, CommandResult.Accepted, CommandResult.Accepted)]
    [InlineData("retry", CommandResult.WrongState, CommandResult.Accepted, CommandResult.Accepted)]
    [InlineData("resolve", CommandResult.Accepted, CommandResult.Accepted, CommandResult.Accepted)]
    public async Task A_command_is_taken_where_it_makes_sense(string command, CommandResult pending, CommandResult failed, CommandResult withheld)
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        Outcome[] outcomes = [new Outcome.Pending(), new Outcome.Failed("http-400", Retryable: false), new Outcome.Withheld("tax law", host.Start.AddDays(400))];
        List<CommandResult> results = [];
        foreach (Outcome outcome in outcomes)
        {
            host.Domains["orders"].OnSubmit = _ => outcome;
            string id = await host.RunAsync($"user-{results.Count}");
            results.Add(await SendAsync(host, command, id));
        }

        Assert.Equal([pending, failed, withheld], results);
    }

    /// <summary>However a domain is polled, its outages are outlasted as the operations say.</summary>
    [Fact]
    public async Task A_domain_that_waits_says_when_it_goes_on_and_a_retry_hurries_it()
    {
        ErasureConfiguration configuration = ErasureHost.Configure("orders");
        configuration = configuration with { Domains = [configuration.Domains[0] with { Polling = new PollingConfiguration { MaxInterval = TimeSpan.FromSeconds(10) } }] };
        await using ErasureHost host = await ErasureHost.StartAsync(configuration);
        int asked = 0;
        host.Domains["orders"].OnSubmit = _ => ++asked < 4 ? new Outcome.Failed("http-503", Retryable: true) : new Outcome.Erased();
        string id = await host.RunAsync();
        Assert.Equal((DomainState.Waiting, host.Start.AddMinutes(5)), await NextAsync());

        await host.RunForAsync(TimeSpan.FromMinutes(5));
        Assert.Equal((DomainState.Waiting, host.Start.AddMinutes(20)), await NextAsync());

        Assert.Equal(CommandResult.Accepted, await SendAsync(host, "retry", id));
        Assert.Equal((3, DomainState.Waiting, host.Start.AddMinutes(20)), (asked, (await NextAsync()).State, (await NextAsync()).At));
        Assert.Equal(CommandResult.Accepted, await SendAsync(host, "retry", id));
        Assert.Equal((DomainState.Erased, (DateTimeOffset?)null), await NextAsync());

        async Task<(DomainState State, DateTimeOffset? At)> NextAsync() => await host.DomainAsync(id, "orders") is var domain ? (domain.State, domain.NextAttemptAt) : default;
    }

    /// <summary>Whoever hurries a domain through an outage doesn't use its submissions up.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12)]
    public async Task A_retry_that_hurries_what_waits_anyway_costs_no_submission(int hurries)
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        int asked = 0;
        host.Domains["orders"].OnSubmit = _ =>
        {
            asked++;
            return new Outcome.Failed("http-503", Retryable: true);
        };
        string id = await host.RunAsync();
        await host.RunForAsync(TimeSpan.FromMinutes(6));

        for (int i = 0; i < hurries; i++)
        {
            Assert.Equal(CommandResult.Accepted, await SendAsync(host, "retry", id));
            Assert.Equal(DomainState.Waiting, (await host.DomainAsync(id, "orders")).State);
        }

        Assert.Equal(2 + hurries, asked);
        Assert.Equal(hurries, (await host.LedgerAsync(id)).Count(entry => entry == "orders/domain-retried"));
        await host.RunForAsync(TimeSpan.FromDays(1));
        Assert.Equal((5 + hurries, DomainState.Failed, 1), (asked, (await host.DomainAsync(id, "orders")).State, (await host.DomainAsync(id, "orders")).Attempt));
    }

    [Fact]
    public async Task A_domain_that_failed_and_an_erasure_that_needs_action_are_a_line_of_the_log_each()
    {
        await using ErasureHost host = await FailedAsync();
        string id = await host.RunAsync();

        Assert.Single(host.Logs.Lines, line => line.Contains($"Domain orders failed in erasure {id} (http-400), attempt 1", StringComparison.Ordinal));
        Assert.Single(host.Logs.Lines, line => line.Contains($"Erasure {id} needs action: 1 of its domains failed", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_decision_needs_a_name_and_a_note(string command)
    {
        await using ErasureHost host = await FailedAsync();
        string id = await host.RunAsync();

        Assert.Equal(CommandResult.InvalidDecision, await SendAsync(host, command, id, new HumanDecision(" ", "note")));
        Assert.Equal(CommandResult.InvalidDecision, await SendAsync(host, command, id, new HumanDecision("Ada", "")));
        Assert.Equal(CommandResult.InvalidDecision, await SendAsync(host, command, id, new HumanDecision("Ada\r\nBcc: ada@example.org", "note")));
        Assert.Equal(CommandResult.InvalidDecision, await SendAsync(host, command, id, new HumanDecision("Ada", new string('x', 5_000))));
    }

    [Fact]
    public async Task A_canceled_erasure_stops_and_what_is_erased_stays_erased()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project", "orders", "crm");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Pending();
        host.Domains["crm"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        string id = await host.RunAsync();

        await SendAsync(host, "cancel", id);

        ErasureReport report = await host.ReportAsync(id);
        Assert.Equal((ErasureState.Canceled, true), (report.Erasure.State, report.IsFinal));
        Assert.NotNull(report.Erasure.IdentifiersDestroyedAt);
        Assert.Equal([DomainState.Erased, DomainState.Canceled, DomainState.Canceled], report.Domains.Select(d => d.Progress.State));
        Assert.Contains("Your request to erase your data was canceled", host.Mail.SubjectsTo(ErasureHost.Requester));
        Assert.Contains(report.Timeline, entry => entry is { Event: "cancel-requested", Details: { } details } && details["by"] == "Ada Admin");
        Assert.All(["project", "orders", "crm"], domain => Assert.Equal([id], host.Domains[domain].Released));
        await host.RunForAsync(TimeSpan.FromDays(40));
        Assert.Equal(0, host.Domains["orders"].Checks);
    }

    [Fact]
    public async Task What_is_canceled_before_it_began_asks_no_domain()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project", "orders");
        host.Records.Refuses = key => key.Sort == "-/started/-";
        string id = await host.RunAsync();
        await SendAsync(host, "extend", id);
        await SendAsync(host, "cancel", id);

        host.Records.Refuses = _ => false;
        await host.RunForAsync(TimeSpan.FromMinutes(1));

        ErasureReport report = await host.ReportAsync(id);
        Assert.Equal((ErasureState.Canceled, true), (report.Erasure.State, report.IsFinal));
        Assert.Equal(host.Start.AddMonths(3), report.Erasure.Deadline);
        Assert.NotNull(report.Erasure.IdentifiersDestroyedAt);
        Assert.Equal(0, host.Domains["project"].Submissions + host.Domains["orders"].Submissions);
    }

    [Fact]
    public async Task A_closed_erasure_has_failed_and_the_requester_learns_what_was_done_and_no_note()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project", "orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        string id = await host.RunAsync();

        Assert.Equal(CommandResult.Accepted, await host.CommandAsync(e => e.CloseAsync(id, ErasureHost.Decision("the law has us keep invoices"), default)));

        ErasureReport report = await host.ReportAsync(id);
        Assert.Equal(ErasureState.Failed, report.Erasure.State);
        Assert.Equal([DomainState.Erased, DomainState.Closed], report.Domains.Select(d => d.Progress.State));
        Assert.DoesNotContain("the law has us keep invoices", host.Mail.Mails.Single(mail => mail.Subject.StartsWith("Your data could not", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_extension_moves_every_timer_once()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Pending();
        string id = await host.RunAsync();
        await host.RunToDayAsync(10);

        Assert.Equal(CommandResult.Accepted, await host.CommandAsync(e => e.ExtendAsync(id, ErasureHost.Decision("many requests at once"), default)));
        Assert.Equal(CommandResult.WrongState, await SendAsync(host, "extend", id));

        DateTimeOffset extended = host.Start.AddMonths(3);
        Assert.Equal(extended, (await host.ViewAsync(id)).Erasure.Deadline);
        Assert.Contains("many requests at once", host.Mail.Mails.Single(mail => mail.Subject == "Erasing your data takes longer than planned").Text, StringComparison.Ordinal);
        await host.RunToDayAsync(60);
        Assert.Equal(DomainState.Submitted, (await host.DomainAsync(id, "orders")).State);
        Assert.Empty(host.Mail.SubjectsTo("orders-admin@example.org"));
        Assert.False((await host.StatusAsync(id))["overdue"]!.GetValue<bool>());
        await host.RunForAsync(extended - host.Time.GetUtcNow());
        Assert.Equal(new Outcome.Failed("deadline", Retryable: false), (await host.DomainAsync(id, "orders")).Outcome);
        Assert.Equal(2, host.Mail.SubjectsTo("orders-admin@example.org").Count(subject => subject.Contains("deadline is near", StringComparison.Ordinal)));
        Assert.Equal(CommandResult.WrongState, await SendAsync(host, "extend", id));
    }

    [Fact]
    public async Task Asking_twice_for_a_retry_is_asking_once()
    {
        await using ErasureHost host = await FailedAsync();
        string id = await host.RunAsync();
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Domains["orders"].Before = token => asked.Task.WaitAsync(token);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.Erasures.RetryAsync(id, "orders", ErasureHost.Decision(), default)));
        asked.SetResult();
        await host.Engine.Engine.WhenIdleAsync();

        DomainProgress progress = await host.DomainAsync(id, "orders");
        Assert.Equal((DomainState.Failed, 2), (progress.State, progress.Attempt));
        Assert.Equal([1, 2], host.Domains["orders"].Asked.Select(ask => ask.Erasure.Attempt));
    }

    [Fact]
    public async Task A_retry_after_the_deadline_gets_a_week_of_its_own()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Pending();
        string id = await host.RunAsync();
        await host.RunToDayAsync(31);

        await SendAsync(host, "retry", id);
        Assert.Equal(DomainState.Submitted, (await host.DomainAsync(id, "orders")).State);
        Assert.True((await host.ViewAsync(id)).IsOverdue);
        await host.RunToDayAsync(37.9);
        Assert.Equal(DomainState.Submitted, (await host.DomainAsync(id, "orders")).State);
        await host.RunToDayAsync(38.1);
        Assert.Equal(DomainState.Failed, (await host.DomainAsync(id, "orders")).State);
        host.Domains["orders"].OnSubmit = _ => new Outcome.Erased();
        await SendAsync(host, "retry", id);
        Assert.Equal(ErasureState.Completed, (await host.ViewAsync(id)).Erasure.State);
    }

    [Fact]
    public async Task Events_that_are_no_commands_change_nothing()
    {
        await using ErasureHost host = await FailedAsync();
        string id = await host.RunAsync();
        string[] nonsense = ["null", "1", "\"cancel\"", "[]", "{}", """{"kind":"explode"}""", """{"kind":"cancel"}""", """{"kind":"retry","domain":"nowhere","decision":{"by":"a","note":"b"}}""", """{"kind":"stop","state":"Erased"}"""];

        foreach (string payload in nonsense)
        {
            JsonElement json = JsonDocument.Parse(payload).RootElement;
            await host.Engine.Client.TryRaiseEventAsync(id, ErasureCommand.EventName, json, default);
            await host.Engine.Client.TryRaiseEventAsync(id, DomainStatusEvent.EventName, json, default);
            await host.Engine.Client.TryRaiseEventAsync($"{id}:orders", DomainCommand.EventName, json, default);
        }

        // Nothing at all is no command either.
        await host.Engine.Client.RaiseEventAsync(id, ErasureCommand.EventName);
        await host.Engine.Client.RaiseEventAsync(id, DomainStatusEvent.EventName);
        await host.Engine.Client.RaiseEventAsync($"{id}:orders", DomainCommand.EventName);

        await host.Engine.Engine.WhenIdleAsync();
        Assert.Equal(DomainState.Failed, (await host.DomainAsync(id, "orders")).State);
        await SendAsync(host, "resolve", id);
        Assert.Equal(ErasureState.Completed, (await host.ViewAsync(id)).Erasure.State);
    }

    [Fact]
    public async Task A_look_at_the_subject_is_in_the_ledger()
    {
        await using ErasureHost host = await FailedAsync();
        string id = await host.RunAsync();

        Assert.Null(await host.Erasures.RevealSubjectAsync(id, "nowhere", ErasureHost.Decision(), default));
        Assert.NotNull(await host.Erasures.RevealSubjectAsync(id, "orders", ErasureHost.Decision(), default));
        Assert.NotNull(await host.Erasures.RevealSubjectAsync(id, "orders", ErasureHost.Decision(), default));

        Assert.Equal(2, (await host.LedgerAsync(id)).Count(entry => entry == "orders/subject-revealed"));
    }

    /// <summary>A circuit that is open when the last question is due.</summary>
    [Fact]
    public async Task The_last_question_waits_until_it_can_be_put()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        int asked = 0, most = host.Configuration.Operations.SubmissionAttempts;
        host.Domains["orders"].OnSubmit = _ => ++asked < most ? new Outcome.Failed("network", Retryable: true)
            : asked < most + 3 ? new Outcome.Failed("network", Retryable: true) { LeftAloneFor = TimeSpan.FromSeconds(30) }
            : new Outcome.Erased(1);
        string id = await host.RunAsync();

        await host.RunForAsync(TimeSpan.FromDays(1));

        Assert.Equal((DomainState.Erased, most + 3), ((await host.DomainAsync(id, "orders")).State, asked));
    }

    private static async Task<ErasureHost> FailedAsync()
    {
        ErasureHost host = await ErasureHost.StartAsync("orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        return host;
    }

    private static Task<CommandResult> SendAsync(ErasureHost host, string command, string id, HumanDecision? decision = null) => host.CommandAsync(e => command switch
    {
        "cancel" => e.CancelAsync(id, decision ?? ErasureHost.Decision(), default),
        "close" => e.CloseAsync(id, decision ?? ErasureHost.Decision(), default),
        "extend" => e.ExtendAsync(id, decision ?? ErasureHost.Decision(), default),
        "retry" => e.RetryAsync(id, "orders", decision ?? ErasureHost.Decision(), default),
        _ => e.ResolveAsync(id, "orders", decision ?? ErasureHost.Decision(), default),
    });
}
