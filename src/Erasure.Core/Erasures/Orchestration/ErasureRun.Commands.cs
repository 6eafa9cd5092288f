using Erasure.Core.Decisions;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures.Parts;
using Erasure.Core.Ledger;

namespace Erasure.Core.Erasures.Orchestration;

/// <content>What humans ask of it.</content>
internal sealed partial class ErasureRun
{
    private async Task HandleCommandAsync(ErasureCommand? command)
    {
        switch (command)
        {
            case ErasureCommand.Cancel cancel when stopping is null:
                await StopAsync(DomainState.Canceled, LedgerEvents.CancelRequested, cancel.Decision);
                break;
            case ErasureCommand.Close close when stopping is null:
                await StopAsync(DomainState.Closed, LedgerEvents.CloseRequested, close.Decision);
                break;
            case ErasureCommand.Extend extend when stopping is null && !isExtended && Now < deadline:
                await ExtendAsync(extend.Decision);
                break;
            case ErasureCommand.Retry retry when stopping is null && tasks.TryGetValue(retry.Domain, out DomainTask? task):
                await RetryAsync(task, retry);
                break;
            case ErasureCommand.Resolve resolve when tasks.TryGetValue(resolve.Domain, out DomainTask? task):
                await ResolveAsync(task, resolve.Decision);
                break;
        }
    }

    private async Task StopAsync(DomainState state, string happening, HumanDecision decision)
    {
        stopping = state;
        await RecordAsync(new LedgerEvent(happening, Details: decision.ToDetails()));
        foreach (DomainTask task in tasks.Values.Where(task => !task.State.IsOver()).ToList())
        {
            // To one that isn't known of, too: somebody may have begun it again by hand.
            context.SendEvent(task.InstanceId, DomainCommand.EventName, new DomainCommand.Stop(state));
            if (!parts.ContainsKey(task.Domain))
            {
                await CompletePartAsync(task, state, decision: null);
            }
        }
    }

    private async Task ExtendAsync(HumanDecision decision)
    {
        isExtended = true;
        deadline = await context.CallAsync(ExtendErasure.Name, new ExtendErasureInput(erasureId, decision), ActivityRetries.Standard);
        foreach (DomainTask task in tasks.Values.Where(task => !task.State.IsOver()).ToList())
        {
            tasks[task.Domain] = task.Extend(deadline);
            context.SendEvent(task.InstanceId, DomainCommand.EventName, new DomainCommand.Extend(deadline));
        }
    }

    private async Task RetryAsync(DomainTask task, ErasureCommand.Retry retry)
    {
        context.SendEvent(task.InstanceId, DomainCommand.EventName, new DomainCommand.Retry(retry.Attempt, retry.Decision));
        if (!parts.ContainsKey(task.Domain) && task.State == DomainState.Failed && retry.Attempt == task.Attempt)
        {
            DomainTask again = task.BeginAttempt(task.Attempt + 1, Now);
            tasks[task.Domain] = again;
            attempts[task.Domain] = Now;
            await RecordDomainAsync(again, new LedgerEvent(LedgerEvents.DomainRetried, again.Domain, $"{again.Attempt}", retry.Decision.ToDetails()));
            StartPart(again);
        }
    }

    private async Task ResolveAsync(DomainTask task, HumanDecision decision)
    {
        context.SendEvent(task.InstanceId, DomainCommand.EventName, new DomainCommand.Resolve(decision));
        if (!parts.ContainsKey(task.Domain) && !task.State.IsOver())
        {
            await CompletePartAsync(task, DomainState.Resolved, decision);
        }
    }

    /// <summary>The same was asked for again: what was over by then is asked once more, and what wasn't, once it is.</summary>
    private async Task AskAgainAsync()
    {
        ErasurePlan? records = await context.CallAsync(BeginErasure.Name, new EraseSubjectInput(erasureId), ActivityRetries.Standard);
        askedAt = records?.AskedAgainAt ?? askedAt;
        foreach (DomainTask known in records?.Tasks ?? [])
        {
            await AskAgainAsync(known);
        }
    }

    private async Task AskAgainAsync(string domain)
    {
        if (IsToBeAskedAgain(domain)
            && await context.CallAsync(BeginErasure.Name, new EraseSubjectInput(erasureId), ActivityRetries.Standard) is { } records
            && records.Tasks.FirstOrDefault(task => task.Domain == domain) is { } known)
        {
            await AskAgainAsync(known);
        }
    }

    private async Task AskAgainAsync(DomainTask known)
    {
        if (!IsToBeAskedAgain(known.Domain) || !known.State.IsOver())
        {
            return;
        }

        DomainTask again = known.AskAgain(Now);
        tasks[again.Domain] = again;
        attempts[again.Domain] = Now > askedAt ? Now : askedAt.AddTicks(1);
        await RecordDomainAsync(again, new LedgerEvent(LedgerEvents.AskedAgain, again.Domain, $"{again.Attempt}"));
        StartPart(again);
    }

    private bool IsToBeAskedAgain(string domain) =>
        stopping is null && tasks.TryGetValue(domain, out DomainTask? task) && task.State.IsOver() && askedAt != default && attempts.GetValueOrDefault(domain) <= askedAt;

    private Task CompletePartAsync(DomainTask task, DomainState state, HumanDecision? decision)
    {
        DomainTask over = task with { State = state, Since = Now, Resolution = decision };
        attempts[task.Domain] = Now;
        tasks[task.Domain] = over;
        string happening = state switch
        {
            DomainState.Resolved => LedgerEvents.DomainResolved,
            DomainState.Closed => LedgerEvents.DomainClosed,
            _ => LedgerEvents.DomainCanceled,
        };
        return RecordDomainAsync(over, new LedgerEvent(happening, task.Domain, $"{task.Attempt}", decision?.ToDetails()));
    }
}
