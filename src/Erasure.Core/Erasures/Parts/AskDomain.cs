using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Ledger;
using Erasure.Core.Limits;
using Erasure.Core.Subjects;
using Erasure.Core.Vault;
using Microsoft.DurableTask;

namespace Erasure.Core.Erasures.Parts;

/// <summary>Asks a domain to erase, or how far it is, and writes down what it says. Where the limits allow no further call it only says when to come back.</summary>
internal sealed partial class AskDomain(
    ConnectorCalls connectors, DomainLimits limits, CallStop stop, SubjectVault vault, ErasureStore erasures, ErasureLedger ledger, TimeProvider time)
    : Activity<AskDomain, AskDomainInput, AskDomainResult>
{
    private const string NamedThePerson = "withheld for a reason that named the person and was left out";

    public override async Task<AskDomainResult> RunAsync(TaskActivityContext context, AskDomainInput input)
    {
        CancellationToken cancellationToken = context.Stopping();
        DomainTask task = input.Task;
        using BegunCall? call = await limits.TryBeginAsync(task.Domain, cancellationToken);
        if (call is null)
        {
            return AskDomainResult.Deferred(limits.WaitOf(task.Domain));
        }

        if (await erasures.SupersedingAsync(task.ErasureId, task.Domain, task.Attempt, cancellationToken) is { } recorded)
        {
            return new AskDomainResult(Outcome: null, Superseded: recorded);
        }

        Outcome? said = await AskAsync(task, input.IsSubmission, call.Lost, cancellationToken);
        call.Dispose();
        if (said is not { } outcome)
        {
            return AskDomainResult.Deferred(CallStop.Interval);
        }

        if (outcome is Outcome.Failed { LeftAloneFor: { } pause } && IsLast(task, input.IsSubmission))
        {
            // Not all at once, when it is called again.
            return AskDomainResult.Deferred(pause * (1 + Random.Shared.NextDouble()));
        }

        (DomainState state, string? happening) = outcome switch
        {
            Outcome.Erased => (DomainState.Erased, LedgerEvents.DomainErased),
            Outcome.NothingFound => (DomainState.NothingFound, LedgerEvents.DomainNothingFound),
            Outcome.Pending => (DomainState.Submitted, LedgerEvents.DomainSubmitted),
            _ => (task.State, null),
        };
        DateTimeOffset now = time.GetUtcNow();
        DomainProgress progress = (task with { State = state, Outcome = outcome }).Progress(now) with
        {
            NextAttemptAt = now < task.GiveUpAt && task.WaitAfter(outcome, input.IsSubmission) is { } wait ? task.AskAfter(wait, now) : null,
        };
        Dictionary<string, string>? details = outcome is Outcome.Erased { Count: { } count } ? new() { ["count"] = $"{count}" } : null;
        if (happening is not null)
        {
            // First, since whoever finds the domain over on record asks and writes no more.
            await ledger.AppendAsync(task.ErasureId, new LedgerEvent(happening, task.Domain, $"{task.Attempt}", details), cancellationToken);
        }

        await erasures.SaveProgressAsync(task.ErasureId, progress, cancellationToken);
        return new AskDomainResult(outcome);
    }

    /// <summary>What was erased before the same was asked for again is told too: where the connector keeps that, as it does.</summary>
    private static async Task<Outcome> AskAsync(IConnector connector, DomainTask task, DomainErasure erasure, Sealed<Subject> subject, bool isSubmission, CancellationToken cancellationToken)
    {
        Outcome outcome = await (isSubmission ? connector.SubmitAsync(erasure, subject, cancellationToken) : connector.CheckAsync(erasure, subject, cancellationToken));
        return outcome is Outcome.Erased or Outcome.NothingFound && await connector.ErasedAsync(erasure, cancellationToken) is { } all ? all.ToOutcome(NotSearched.Of(outcome))
            : task.Before is { } before ? Together(before, outcome)
            : outcome;
    }

    // Of what isn't counted there is no count.
    private static Outcome Together(Outcome.Erased before, Outcome outcome) => outcome switch
    {
        Outcome.NothingFound now => before with { NotSearched = now.NotSearched },
        Outcome.Erased now => now with { Count = before.Count + now.Count, Deleted = before.Deleted is null || now.Deleted is null ? before.Deleted ?? now.Deleted : before.Deleted + now.Deleted, Objects = before.Objects + now.Objects, IsUntold = before.IsUntold is true && now.IsUntold is true ? true : null },
        _ => outcome,
    };

    /// <summary>Whoever gets no answer now gives up; that takes a question that was put.</summary>
    private bool IsLast(DomainTask task, bool isSubmission) =>
        time.GetUtcNow() >= task.GiveUpAt || (isSubmission && task.Submissions >= task.Terms.SubmissionAttempts);

    /// <returns>Null where the call was ended, since the erasure is, or the share of the domain's limits is lost under which it began.</returns>
    private async Task<Outcome?> AskAsync(DomainTask task, bool isSubmission, CancellationToken lost, CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(lost, cancellationToken);
        try
        {
            return await AskAsync(task, isSubmission, either.Token);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<Outcome?> AskAsync(DomainTask task, bool isSubmission, CancellationToken cancellationToken)
    {
        if (await OpenAsync(task.ErasureId, cancellationToken) is not { } vaulted)
        {
            return new Outcome.Failed(DomainFailures.NoIdentifiers, Retryable: false);
        }

        DomainErasure erasure = new(task.ErasureId, task.Domain, task.Attempt, task.Deadline);
        string operation = isSubmission ? "submit" : "check";
        using Activity? span = DomainSpans.Ask(erasure, operation);
        long started = time.GetTimestamp();
        Outcome? said = await stop.RunAsync(
            task.ErasureId,
            token => connectors.CallAsync(
                task.ErasureId,
                task.Domain,
                connector => AskAsync(connector, task, erasure, vaulted.Subject, isSubmission, token),
                unknown: new Outcome.Failed(DomainFailures.NotConfigured, Retryable: false)),
            cancellationToken);
        if (said is null)
        {
            return null;
        }

        Outcome outcome = Clean(vaulted, said);
        DomainSpans.End(span, outcome);
        DomainMeter.Answered(task.Domain, operation, outcome, time.GetElapsedTime(started));
        return outcome;
    }

    private static Outcome Clean(VaultedSubject vaulted, Outcome outcome) => outcome switch
    {
        Outcome.Withheld withheld when IdentifierGuard.Names(withheld.Reason, vaulted.Subject, vaulted.Addresses) => withheld with { Reason = NamedThePerson },
        Outcome.Failed failed when !OrdinaryCode().IsMatch(failed.Code) && IdentifierGuard.Names(failed.Code, vaulted.Subject, vaulted.Addresses) =>
            failed with { Code = "unspecified", Detail = null },
        Outcome.Failed { Detail: { } detail } failed when IdentifierGuard.Names(detail, vaulted.Subject, vaulted.Addresses) => failed with { Detail = null },
        _ => outcome,
    };

    // Words that our own connectors use; a user id of "400" is no reason to hide an http-400.
    [GeneratedRegex(@"\A[a-z]{2,20}(-[a-z]{2,20}){0,3}(-[0-9]{3})?\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex OrdinaryCode();

    private async Task<VaultedSubject?> OpenAsync(string erasureId, CancellationToken cancellationToken)
    {
        try
        {
            return await vault.OpenAsync(erasureId, cancellationToken);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>Input of <see cref="AskDomain"/>.</summary>
/// <param name="Task">The domain's part.</param>
/// <param name="IsSubmission">Ask to erase; otherwise how far it is.</param>
internal sealed record AskDomainInput(DomainTask Task, bool IsSubmission);
