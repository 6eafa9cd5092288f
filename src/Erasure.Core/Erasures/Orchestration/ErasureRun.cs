using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures.Ending;
using Erasure.Core.Erasures.Parts;
using Erasure.Core.Ledger;
using Erasure.Core.Mail;
using Microsoft.DurableTask;

namespace Erasure.Core.Erasures.Orchestration;

/// <summary>The run of <see cref="EraseSubject"/>: looks after the domains' parts, passes commands on, and cleans up at the end.</summary>
internal sealed partial class ErasureRun(TaskOrchestrationContext context, string erasureId, ErasurePlan plan)
{
    private static readonly TimeSpan FirstDrain = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestDrain = TimeSpan.FromHours(1);

    private readonly SortedDictionary<string, DomainTask> tasks = new(plan.Tasks.ToDictionary(task => task.Domain), StringComparer.Ordinal);
    private readonly SortedDictionary<string, DomainPart> parts = new(StringComparer.Ordinal);
    private readonly EventQueue<ErasureCommand> commands = new(context, ErasureCommand.EventName, ErasureCommand.Read);
    private readonly EventQueue<DomainStatusEvent> statusEvents = new(context, DomainStatusEvent.EventName, EventPayload.Read<DomainStatusEvent>);
    private readonly EventQueue<Nothing> requests = new(context, EraseSubject.AskedAgainEvent, EventPayload.Read<Nothing>);

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
            await HandleCommandAsync(await commands.TakeAsync());
        }

        stopping ??= plan.Stopping;
        foreach (DomainTask task in tasks.Values.Where(task => !task.State.IsOver() && !parts.ContainsKey(task.Domain)).ToList())
        {
            if (stopping is { } state)
            {
                // Stopped before it began again.
                await CompletePartAsync(task, state, decision: null);
            }
            else
            {
                StartPart(task);
            }
        }

        if (plan.AskedAgainAt is not null)
        {
            await AskAgainAsync();
        }

        foreach (ErasureCommand asked in plan.Asked)
        {
            await HandleCommandAsync(asked);
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
            pending = await context.CallAsync(DrainOutbox.Name, erasureId, ActivityRetries.Standard);
        }

        await context.CallAsync(DestroyIdentifiers.Name, erasureId, ActivityRetries.Standard);
        return new EraseSubjectResult(State, StatesByDomain());
    }

    /// <summary>Ends it once no part is open any more.</summary>
    private async Task<int> EndAsync()
    {
        while (IsOpen)
        {
            await WatchAsync();
        }

        return await context.CallAsync(EndErasure.Name, new EndErasureInput(erasureId, stopping is null ? askedAt : DateTimeOffset.MaxValue), ActivityRetries.Standard);
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
            await Task.WhenAny([.. parts.Values.SelectMany(part => part.Executions), statusEvents.Next, requests.Next, commands.Next, .. alarm is null ? (Task[])[] : [alarm]]);
            if (statusEvents.HasNext)
            {
                await HandleStatusEventAsync();
            }
            else if (parts.FirstOrDefault(part => part.Value.Ended is not null) is { Key: { } domain, Value: { Ended: { } ended } part })
            {
                await HandlePartEndAsync(domain, part, ended);
            }
            else if (commands.HasNext)
            {
                await HandleCommandAsync(await commands.TakeAsync());
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
        await context.CallAsync(RecordErasure.Name, new RecordErasureInput(erasureId, recorded, happening, mail), ActivityRetries.Standard);
    }

    private async Task RecordDomainAsync(DomainTask task, LedgerEvent happening, MailOrder? mail = null) =>
        await context.CallAsync(RecordDomain.Name, new RecordDomainInput(task, happening, mail), ActivityRetries.Standard);

    private void Show() => context.SetCustomStatus(new ErasureStatus(State, deadline, IsOpen && isOverdue, StatesByDomain()));

    private Dictionary<string, DomainState> StatesByDomain() => tasks.ToDictionary(task => task.Key, task => task.Value.State);
}
