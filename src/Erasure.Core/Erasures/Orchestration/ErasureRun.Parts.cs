using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures.Parts;
using Erasure.Core.Ledger;
using Erasure.Core.Mail;
using Microsoft.DurableTask;

namespace Erasure.Core.Erasures.Orchestration;

/// <content>How its domains' parts start, which status events they send, how they end.</content>
internal sealed partial class ErasureRun
{
    private void StartPart(DomainTask task)
    {
        if (!parts.TryGetValue(task.Domain, out DomainPart? part))
        {
            parts[task.Domain] = part = new DomainPart();
        }

        part.Add(context.CallSubOrchestratorAsync<DomainEnd>(nameof(EraseInDomain), task, new SubOrchestrationOptions(instanceId: task.InstanceId)), Now);
    }

    private async Task HandleStatusEventAsync()
    {
        DomainStatusEvent? statusEvent = await statusEvents.TakeAsync();
        if (statusEvent?.Domain is null || !tasks.TryGetValue(statusEvent.Domain, out DomainTask? task))
        {
            return;
        }

        if (statusEvent.GoneAt is not null)
        {
            await HandlePartGoneAsync(task);
            return;
        }

        if (statusEvent.State.IsOver() || !parts.ContainsKey(statusEvent.Domain))
        {
            // A part reports its end by its output.
            return;
        }

        if (statusEvent.Attempt > task.Attempt)
        {
            attempts[statusEvent.Domain] = Now;
        }

        tasks[statusEvent.Domain] = task with { State = statusEvent.State, Since = Now, Attempt = statusEvent.Attempt, Outcome = statusEvent.Outcome };
        bool isKnown = statusEvent.Outcome is Outcome.Withheld withheld && withheld.SaysTheSameAs(task.Outcome);
        if (statusEvent.State is DomainState.Failed or DomainState.Withheld && !isKnown)
        {
            await RecordAsync(mail: StuckMail(tasks[statusEvent.Domain]));
        }
    }

    /// <summary>Somebody says that nothing works for the domain: where that is so, the part begins again from the records, as a whole erasure does, or has ended there.</summary>
    private async Task HandlePartGoneAsync(DomainTask task)
    {
        if (task.State.IsOver() || HasEnded(task))
        {
            return;
        }

        FindPartInput input = new(erasureId, task.Domain, parts.GetValueOrDefault(task.Domain)?.StartedAt ?? default);
        if (await context.CallAsync(FindPart.Name, input, ActivityRetries.Standard) && !HasEnded(task))
        {
            await RestartPartAsync(task);
        }
    }

    private bool HasEnded(DomainTask task) => parts.GetValueOrDefault(task.Domain)?.Ended is not null;

    private async Task RestartPartAsync(DomainTask task)
    {
        ErasurePlan? records = await context.CallAsync(BeginErasure.Name, new EraseSubjectInput(erasureId), ActivityRetries.Standard);
        DomainTask again = records?.Tasks.FirstOrDefault(known => known.Domain == task.Domain) ?? task;
        tasks[task.Domain] = again;
        if (again.State.IsOver())
        {
            parts.Remove(task.Domain);
            await AskAgainAsync(task.Domain);
        }
        else if (stopping is { } state)
        {
            parts.Remove(task.Domain);
            await CompletePartAsync(again, state, decision: null);
        }
        else
        {
            await RecordAsync(new LedgerEvent(LedgerEvents.Restarted, task.Domain, $"{Now:yyyyMMddTHHmmss}"));
            StartPart(again);
            foreach (ErasureCommand asked in records?.Asked.Where(asked => asked.ConcernedDomain == task.Domain) ?? [])
            {
                await HandleCommandAsync(asked);
            }
        }
    }

    private async Task HandlePartEndAsync(string domain, DomainPart part, Task<DomainEnd> ended)
    {
        try
        {
            DomainEnd end = await ended;
            parts.Remove(domain);
            tasks[domain] = tasks[domain] with { State = end.State };
            if (end.State == DomainState.Resolved)
            {
                // What a human states answers what was asked for before.
                attempts[domain] = Now;
            }

            await AskAgainAsync(domain);
        }
        catch (TaskFailedException left) when (!part.GoesOnWithout(ended, left.FailureDetails))
        {
            parts.Remove(domain);
            await HandlePartFailureAsync(domain, left);
        }
        catch (TaskFailedException)
        {
            // Another works in its place.
        }
    }

    private async Task HandlePartFailureAsync(string domain, TaskFailedException failure)
    {
        if (stopping is { } state)
        {
            await CompletePartAsync(tasks[domain], state, decision: null);
            return;
        }

        if (failure.FailureDetails.IsUnreadable() && unreadable.Add(domain))
        {
            await RestartPartAsync(tasks[domain]);
            return;
        }

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
