using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Ledger;
using Erasure.Core.Mail;
using Microsoft.DurableTask;

namespace Erasure.Core.Workflows;

/// <summary>The run of <see cref="EraseSubject"/>: looks after the domains' parts, passes commands on, and cleans up at the end.</summary>
internal sealed partial class ErasureRun(TaskOrchestrationContext context, string erasureId, ErasurePlan plan)
{
    private static readonly TimeSpan FirstDrain = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestDrain = TimeSpan.FromHours(1);

    private readonly SortedDictionary<string, DomainTask> tasks = new(plan.Tasks.ToDictionary(task => task.Domain), StringComparer.Ordinal);
    private readonly SortedDictionary<string, Task<DomainEnd>> parts = new(StringComparer.Ordinal);
    private readonly EventQueue<ErasureCommand> commands = new(context, ErasureCommand.EventName, ErasureCommand.Read);
    private readonly EventQueue<DomainNews> news = new(context, DomainNews.EventName, EventPayload.Read<DomainNews>);
    private readonly EventQueue<Nothing> requests = new(context, EraseSubject.AskedAgainEvent, EventPayload.Read<Nothing>);
    private readonly Dictionary<string, DateTimeOffset> begun = new(StringComparer.Ordinal);

    // When each domain's attempt began; of one that goes on from the records nobody knows.
    private readonly Dictionary<string, DateTimeOffset> attempts = plan.State == ErasureState.Received ? plan.Tasks.ToDictionary(task => task.Domain, _ => context.Now()) : [];
    private DateTimeOffset askedAt;
    private DateTimeOffset deadline = plan.Deadline;
    private bool isExtended = plan.IsExtended;
    private readonly HashSet<string> unreadable = new(StringComparer.Ordinal);
    private DomainState? stopping;
    private ErasureState recorded = plan.State;
    private bool isOverdue;

    private DateTimeOffset Now => context.Now();

    private bool IsOpen => tasks.Values.Any(task => !task.State.IsOver());

    private ErasureState State => tasks.Values.Select(task => task.State).ToList().Overall();

    public async Task<EraseSubjectResult> RunAsync()
    {
        while (commands.HasNext)
        {
            // Canceled before it began: no domain is asked.
            await ObeyAsync(await commands.TakeAsync());
        }

        stopping ??= plan.Stopping;
        foreach (DomainTask task in tasks.Values.Where(task => !task.State.IsOver() && !parts.ContainsKey(task.Domain)).ToList())
        {
            if (stopping is { } state)
            {
                // Stopped before it began again.
                await ConcludeAsync(task, state, decision: null);
            }
            else
            {
                Start(task);
            }
        }

        if (plan.AskedAgainAt is not null)
        {
            await AskAgainAsync();
        }

        foreach (ErasureCommand asked in plan.Asked)
        {
            await ObeyAsync(asked);
        }

        int pending = await EndAsync();
        while (pending == EndErasure.AskedAgain)
        {
            await AskAgainAsync();
            pending = await EndAsync();
        }

        Show();
        for (int waits = 0; pending > 0; waits++)
        {
            // The outbox gives each mail up after a while, so this ends.
            await context.CreateTimer(Now + Backoff.Wait(FirstDrain, factor: 2, LongestDrain, waits), CancellationToken.None);
            pending = await context.CallActivityAsync<int>(nameof(DrainOutbox), erasureId, Retries.Ours);
        }

        await context.CallActivityAsync<Nothing>(nameof(DestroyIdentifiers), erasureId, Retries.Ours);
        return new EraseSubjectResult(State, StatesByDomain());
    }

    /// <summary>Ends it once no part is open any more.</summary>
    private async Task<int> EndAsync()
    {
        while (IsOpen)
        {
            await WatchAsync();
        }

        return await context.CallActivityAsync<int>(nameof(EndErasure), new EndErasureInput(erasureId, stopping is null ? askedAt : DateTimeOffset.MaxValue), Retries.Ours);
    }

    /// <summary>Watches until the deadline is another, or nothing is open.</summary>
    private async Task WatchAsync()
    {
        using CancellationTokenSource lost = new();
        DateTimeOffset watched = deadline;
        Task? alarm = Now < deadline ? context.CreateTimer(deadline, lost.Token) : null;
        if (alarm is null && !isOverdue)
        {
            await RaiseAlarmAsync();
        }

        while (IsOpen && deadline == watched)
        {
            await RecordStateAsync();
            Show();
            await Task.WhenAny([.. parts.Values, news.Next, requests.Next, commands.Next, .. alarm is null ? (Task[])[] : [alarm]]);
            if (news.HasNext)
            {
                await HearAsync();
            }
            else if (parts.FirstOrDefault(part => part.Value.IsCompleted) is { Key: { } domain, Value: { } part })
            {
                parts.Remove(domain);
                await EndPartAsync(domain, part);
            }
            else if (commands.HasNext)
            {
                await ObeyAsync(await commands.TakeAsync());
            }
            else if (requests.HasNext)
            {
                await requests.TakeAsync();
                await AskAgainAsync();
            }
            else
            {
                alarm = null;
                await RaiseAlarmAsync();
            }
        }

        if (alarm is { IsCompleted: false })
        {
            lost.Cancel();
        }
    }

    private void Start(DomainTask task)
    {
        begun[task.Domain] = Now;
        parts[task.Domain] = context.CallSubOrchestratorAsync<DomainEnd>(nameof(EraseInDomain), task, new SubOrchestrationOptions(instanceId: task.InstanceId));
    }

    private async Task HearAsync()
    {
        DomainNews? heard = await news.TakeAsync();
        if (heard?.Domain is null || heard.State.IsOver() || !parts.ContainsKey(heard.Domain) || !tasks.TryGetValue(heard.Domain, out DomainTask? task))
        {
            // A part tells its end by ending.
            return;
        }

        if (heard.GoneAt is { } goneAt)
        {
            await BeginAgainAsync(task, goneAt);
            return;
        }

        if (heard.Attempt > task.Attempt)
        {
            attempts[heard.Domain] = Now;
        }

        tasks[heard.Domain] = task with { State = heard.State, Since = Now, Attempt = heard.Attempt, Outcome = heard.Outcome };
        bool isKnown = heard.Outcome is Outcome.Withheld withheld && withheld.SaysTheSameAs(task.Outcome);
        if (heard.State is DomainState.Failed or DomainState.Withheld && !isKnown)
        {
            await RecordAsync(mail: StuckMail(tasks[heard.Domain]));
        }
    }

    /// <summary>The part will never end, since its workflow isn't there: it begins again from the records, as a whole erasure does.</summary>
    private async Task BeginAgainAsync(DomainTask task, DateTimeOffset goneAt)
    {
        if (goneAt <= begun[task.Domain])
        {
            // Told twice.
            return;
        }

        parts.Remove(task.Domain);
        await BeginAgainAsync(task, $"{goneAt:yyyyMMddTHHmmss}");
    }

    private async Task BeginAgainAsync(DomainTask task, string occurrence)
    {
        if (stopping is { } state)
        {
            await ConcludeAsync(task, state, decision: null);
            return;
        }

        ErasurePlan? records = await context.CallActivityAsync<ErasurePlan?>(nameof(BeginErasure), new EraseSubjectInput(erasureId), Retries.Ours);
        DomainTask again = records?.Tasks.FirstOrDefault(known => known.Domain == task.Domain) ?? task;
        tasks[task.Domain] = again;
        if (!again.State.IsOver())
        {
            await RecordAsync(new LedgerEvent(LedgerEvents.Restarted, task.Domain, occurrence));
            Start(again);
            foreach (ErasureCommand asked in records?.Asked.Where(asked => asked.ConcernedDomain == task.Domain) ?? [])
            {
                await ObeyAsync(asked);
            }
        }
    }

    private async Task EndPartAsync(string domain, Task<DomainEnd> part)
    {
        try
        {
            DomainEnd end = await part;
            tasks[domain] = tasks[domain] with { State = end.State };
            if (end.State == DomainState.Resolved)
            {
                // What a human states answers what was asked for before.
                attempts[domain] = Now;
            }

            await AskAgainAsync(domain);
        }
        catch (TaskFailedException) when (stopping is { } state)
        {
            await ConcludeAsync(tasks[domain], state, decision: null);
        }
        catch (TaskFailedException left) when (left.FailureDetails.IsUnreadable() && unreadable.Add(domain))
        {
            await BeginAgainAsync(tasks[domain], $"{Now:yyyyMMddTHHmmss}");
        }
        catch (TaskFailedException)
        {
            // Terminated through the management API, or failed: the domain still owes, so a human must know.
            DomainTask failed = tasks[domain] with { State = DomainState.Failed, Since = Now, Outcome = new Outcome.Failed(DomainFailures.Workflow, Retryable: false) };
            tasks[domain] = failed;
            string occurrence = $"{failed.Attempt}-{DomainFailures.Workflow}";
            Dictionary<string, string> details = new() { [MailFacts.Code] = DomainFailures.Workflow };
            await RecordDomainAsync(
                failed,
                new LedgerEvent(LedgerEvents.DomainFailed, domain, occurrence, details),
                new MailOrder(MailKind.AdminActionNeeded, domain, occurrence, details));
            await RecordAsync(mail: StuckMail(failed));
        }
    }

    private Task RaiseAlarmAsync()
    {
        isOverdue = true;
        (LedgerEvent happening, MailOrder mail) = Overdue(deadline, tasks.Values.Select(task => (task.Domain, task.State)));
        return RecordAsync(happening, mail);
    }

    /// <summary>What is written and mailed when a deadline passes; the same from whoever notices, so that it is told once.</summary>
    internal static (LedgerEvent Happening, MailOrder Mail) Overdue(DateTimeOffset deadline, IEnumerable<(string Domain, DomainState State)> domains)
    {
        string occurrence = $"{deadline:yyyyMMdd}";
        return (new LedgerEvent(LedgerEvents.DeadlinePassed, Occurrence: occurrence), new MailOrder(MailKind.OfficerOverdue, Domain: null, occurrence, new Dictionary<string, string>
        {
            [MailFacts.Deadline] = deadline.ToString("O"),
            [MailFacts.Domains] = string.Join('\n', domains.Select(domain => $"{domain.Domain}: {domain.State}")),
        }));
    }

    private MailOrder StuckMail(DomainTask task)
    {
        Dictionary<string, string> facts = new() { [MailFacts.Deadline] = deadline.ToString("O") };
        MailFacts.Add(facts, task.Outcome);
        return new MailOrder(MailKind.OfficerStuck, task.Domain, $"{task.Attempt}", facts);
    }

    private Task RecordStateAsync() => State == recorded || !IsOpen ? Task.CompletedTask : RecordAsync();

    private async Task RecordAsync(LedgerEvent? happening = null, MailOrder? mail = null)
    {
        // The end is recorded by its own step, with the report.
        recorded = IsOpen ? State : recorded;
        await context.CallActivityAsync<Nothing>(nameof(RecordErasure), new RecordErasureInput(erasureId, recorded, happening, mail), Retries.Ours);
    }

    private async Task RecordDomainAsync(DomainTask task, LedgerEvent happening, MailOrder? mail = null) =>
        await context.CallActivityAsync<Nothing>(nameof(RecordDomain), new RecordDomainInput(task, happening, mail), Retries.Ours);

    private void Show() => context.SetCustomStatus(new ErasureStatus(State, deadline, IsOpen && isOverdue, StatesByDomain()));

    private Dictionary<string, DomainState> StatesByDomain() => tasks.ToDictionary(task => task.Key, task => task.Value.State);
}
