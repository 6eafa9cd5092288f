using Erasure.Core.Decisions;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Ledger;
using Erasure.Core.Mail;
using Microsoft.DurableTask;

namespace Erasure.Core.Erasures.Parts;

/// <summary>One execution of <see cref="EraseInDomain"/>: does what is due, else waits for the next thing or a command.</summary>
internal sealed class DomainRun(TaskOrchestrationContext context, DomainTask start)
{
    /// <summary>Iterations of the loop before it continues as new: each adds some six events to a history that is to stay under 300.</summary>
    private const int IterationsPerExecution = 30;

    /// <summary>After so many failures of asking a domain it isn't asked again: an exception out of a connector is a defect or our own store's outage, and a human should know of it soon.</summary>
    private const int MostFaults = 2;

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LeastWithholding = TimeSpan.FromHours(1);

    private DomainTask task = start;
    private readonly EventQueue<DomainCommand> commands = new(context, DomainCommand.EventName, DomainCommand.Read);

    private DateTimeOffset Now => context.Now();

    public async Task<DomainEnd> RunAsync()
    {
        for (int iteration = 0; !task.State.IsOver(); iteration++)
        {
            if (commands.HasNext)
            {
                await HandleCommandAsync(await commands.TakeAsync());
            }
            else if (iteration >= IterationsPerExecution)
            {
                // Only here, where no command was taken off the queue and not handled.
                context.ContinueAsNew(task);
                break;
            }
            else if (task.AskAt <= Now)
            {
                await AskAsync();
            }
            else if (DomainNotice.Due(task, Now) is { } notice)
            {
                await SendNoticeAsync(notice);
            }
            else
            {
                await WaitAsync();
            }
        }

        return new DomainEnd(task.Domain, task.State);
    }

    private async Task WaitAsync()
    {
        DateTimeOffset?[] ahead = [task.AskAt, DomainNotice.Next(task, Now)?.At];
        if (ahead.Min() is not { } next)
        {
            await commands.Next;
            return;
        }

        using CancellationTokenSource lost = new();
        Task timer = context.CreateTimer(next, lost.Token);
        if (await Task.WhenAny(commands.Next, timer) != timer)
        {
            lost.Cancel();
        }
    }

    private async Task HandleCommandAsync(DomainCommand? command)
    {
        switch (command)
        {
            case DomainCommand.Stop { State: DomainState.Closed or DomainState.Canceled } stop:
                await StopAsync(stop.State);
                break;
            case DomainCommand.Resolve resolve:
                await ResolveAsync(resolve.Decision);
                break;
            case DomainCommand.Retry retry when retry.Attempt == task.Attempt && task.State is (DomainState.Failed or DomainState.Withheld):
                await RetryAsync(retry.Decision);
                break;
            case DomainCommand.Retry retry when retry.Attempt == task.Attempt && task.State == DomainState.Waiting && task.AskAt > Now:
                task = task.Hurry(Now);
                await RecordAsync(LedgerEvents.DomainRetried, retry.Decision.ToDetails(), occurrence: $"{task.Attempt}-hurried{task.Hurries}");
                break;
            case DomainCommand.Extend extend:
                task = task.Extend(extend.Deadline);
                break;
            case DomainCommand.Ask when task.State == DomainState.Submitted && task.AskAt > Now:
                task = task with { AskAt = Now };
                break;
        }
    }

    private async Task AskAsync()
    {
        bool isSubmission = task.State != DomainState.Submitted;
        if (task.State == DomainState.Withheld)
        {
            task = task.BeginAttempt(task.Attempt + 1, Now);
            SendStatusEvent();
        }

        DomainTask asked = isSubmission
            ? task with { Submissions = task.Submissions + 1 }
            : task with { Checks = task.Checks + 1, ChecksOfAttempt = task.ChecksOfAttempt + 1 };
        if (await AskDomainAsync(asked, isSubmission) is not { } answer)
        {
            // Not a retry of the activity's: a command that comes meanwhile is handled at once.
            task = task with { Faults = task.Faults + 1, AskAt = Now + AfterFault };
            return;
        }

        if (answer.Superseded is { } recorded)
        {
            task = recorded.State.IsOver() ? task with { State = recorded.State } : task.BeginAttempt(recorded.Attempt, Now);
            return;
        }

        if (answer.Outcome is not { } outcome)
        {
            // Past the deadline, too: whether the domain is done by then is still to be asked.
            task = task with { AskAt = Now + answer.Wait };
            return;
        }

        Outcome? before = task.Outcome;
        task = asked with { Outcome = outcome, Faults = 0 };
        switch (task.Outcome)
        {
            case Outcome.Erased:
                Enter(DomainState.Erased);
                break;
            case Outcome.NothingFound:
                Enter(DomainState.NothingFound);
                break;
            case Outcome.Withheld withheld:
                await WithholdAsync(withheld, isChanged: !withheld.SaysTheSameAs(before));
                break;
            case Outcome.Failed failed when !failed.Retryable || (isSubmission && task.Submissions >= task.Terms.SubmissionAttempts):
                await FailAsync(failed.Code, failed.Detail);
                break;
            case Outcome.Pending or Outcome.Failed when Now >= task.GiveUpAt:
                await FailAsync(DomainFailures.Deadline);
                break;
            case Outcome.Pending:
                Enter(DomainState.Submitted);
                AskAgain(isSubmission);
                break;
            default:
                AskAgain(isSubmission);
                break;
        }
    }

    private void AskAgain(bool isSubmission) =>
        task = task with { AskAt = task.AskAfter(task.WaitAfter(task.Outcome!, isSubmission)!.Value, Now) };

    /// <returns>What it says; null where it couldn't be asked, and is to be asked again.</returns>
    private async Task<AskDomainResult?> AskDomainAsync(DomainTask asked, bool isSubmission)
    {
        try
        {
            return await context.CallAsync(AskDomain.Name, new AskDomainInput(asked, isSubmission));
        }
        catch (TaskFailedException) when (asked.Faults < MostFaults)
        {
            return null;
        }
        catch (TaskFailedException)
        {
            return new AskDomainResult(new Outcome.Failed(DomainFailures.Activity, Retryable: false));
        }
    }

    // The activity that asked has recorded it.
    private void Enter(DomainState state)
    {
        if (state != task.State)
        {
            task = task with { State = state, Since = Now };
            if (!state.IsOver())
            {
                SendStatusEvent();
            }
        }
    }

    private async Task FailAsync(string code, string? detail = null)
    {
        IReadOnlyList<string>? failures = task.Outcome is Outcome.Failed failed && failed.Code == code ? failed.Failures : null;
        task = task with { State = DomainState.Failed, Since = Now, AskAt = null, Outcome = new Outcome.Failed(code, Retryable: false) { Failures = failures, Detail = detail } };
        Dictionary<string, string> details = new() { [MailFacts.Code] = code };
        if (failures is not null)
        {
            details[MailFacts.Failures] = string.Join(' ', failures);
        }

        await RecordAsync(
            LedgerEvents.DomainFailed,
            details,
            code == DomainFailures.Deadline ? MailKind.AdminDeadlinePassed : MailKind.AdminActionNeeded);
        SendStatusEvent();
    }

    private async Task WithholdAsync(Outcome.Withheld withheld, bool isChanged)
    {
        // A date that has passed is no date, and one that is always a second ahead is none either: it would have us ask without end.
        DateTimeOffset soonest = Now + LeastWithholding;
        task = task with { State = DomainState.Withheld, Since = Now, AskAt = withheld.Until <= Now ? null : withheld.Until < soonest ? soonest : withheld.Until };
        Dictionary<string, string> details = new() { [MailFacts.Reason] = withheld.Reason };
        if (withheld.Until is { } until)
        {
            details[MailFacts.Until] = until.ToString("O");
        }

        await RecordAsync(LedgerEvents.DomainWithheld, details, isChanged ? MailKind.AdminWithheld : null);
        SendStatusEvent();
    }

    private async Task RetryAsync(HumanDecision decision)
    {
        task = task.BeginAttempt(task.Attempt + 1, Now);
        await RecordAsync(LedgerEvents.DomainRetried, decision.ToDetails());
        SendStatusEvent();
    }

    private Task ResolveAsync(HumanDecision decision)
    {
        task = task with { State = DomainState.Resolved, Since = Now, Resolution = decision };
        return RecordAsync(LedgerEvents.DomainResolved, decision.ToDetails());
    }

    private Task StopAsync(DomainState state)
    {
        task = task with { State = state, Since = Now };
        return RecordAsync(state == DomainState.Closed ? LedgerEvents.DomainClosed : LedgerEvents.DomainCanceled);
    }

    private async Task SendNoticeAsync(DomainNotice notice)
    {
        task = task with { NoticedUpTo = Now };
        MailOrder mail = MailOf(notice.Kind, notice.Occurrence);
        await context.CallAsync(
            RecordDomain.Name,
            new RecordDomainInput(
                task,
                new LedgerEvent(LedgerEvents.DomainReminded, task.Domain, $"{MailOrder.NameOf(notice.Kind)}/{notice.Occurrence}", new Dictionary<string, string> { ["mail"] = MailOrder.NameOf(notice.Kind) }),
                mail),
            ActivityRetries.Standard);
    }

    private async Task RecordAsync(string happening, Dictionary<string, string>? details = null, MailKind? mail = null, string? occurrence = null) =>
        await context.CallAsync(
            RecordDomain.Name,
            new RecordDomainInput(
                task,
                new LedgerEvent(happening, task.Domain, occurrence ?? $"{task.Attempt}", details),
                mail is { } kind ? MailOf(kind, $"{task.Attempt}") : null),
            ActivityRetries.Standard);

    private MailOrder MailOf(MailKind kind, string occurrence)
    {
        Dictionary<string, string> facts = new() { [MailFacts.Deadline] = task.Deadline.ToString("O") };
        if (task.State is DomainState.Failed or DomainState.Withheld)
        {
            facts[MailFacts.Since] = task.Since.ToString("O");
        }

        MailFacts.Add(facts, task.Outcome);
        return new MailOrder(kind, task.Domain, occurrence, facts);
    }

    private void SendStatusEvent() =>
        context.SendEvent(task.ErasureId, DomainStatusEvent.EventName, new DomainStatusEvent(task.Domain, task.State, task.Attempt, task.Outcome));
}
