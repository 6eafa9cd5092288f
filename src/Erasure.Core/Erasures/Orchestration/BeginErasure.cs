using Erasure.Core.Deadlines;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures.Ending;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Erasures.Parts;
using Erasure.Core.Ledger;
using Erasure.Core.Mail;
using Erasure.Core.Operations;
using Microsoft.DurableTask;

namespace Erasure.Core.Erasures.Orchestration;

/// <summary>Reads what an erasure's orchestration is to do, from the records: at its first run, and when it begins again after its instance was lost.</summary>
internal sealed class BeginErasure(
    ErasureStore erasures,
    IntakeMarkers markers,
    ErasureLedger ledger,
    Outbox outbox,
    RequesterMails requester,
    IReadOnlyList<DomainConfiguration> domains,
    OperationsConfiguration operations,
    DeadlineConfiguration deadlines,
    TimeProvider time) : Activity<BeginErasure, EraseSubjectInput, ErasurePlan?>
{
    public override async Task<ErasurePlan?> RunAsync(TaskActivityContext context, EraseSubjectInput input)
    {
        CancellationToken cancellationToken = context.Stopping();
        if (await erasures.GetAsync(input.ErasureId, cancellationToken) is not { } stored)
        {
            return null;
        }

        ErasureRecord erasure = stored.Erasure;
        DateTimeOffset now = time.GetUtcNow();
        IReadOnlyList<DomainProgress> progress = await erasures.ProgressAsync(erasure, cancellationToken);
        if (!erasure.State.IsOver())
        {
            await Task.WhenAll(
                ledger.AppendAsync(erasure.Id, new LedgerEvent(LedgerEvents.Started), cancellationToken),
                outbox.WriteAsync(erasure.Id, ReceivedMail(erasure), cancellationToken),
                erasures.ChangeAsync(
                    erasure.Id,
                    before => before with { Erasure = before.Erasure with { State = StateOf(progress) } },
                    cancellationToken));

            // Who asks later hasn't read what those before him have.
            await requester.NotifyWithheldWhenDueAsync(erasure, StateOf(progress), cancellationToken);
        }

        // It runs: from here on it is the engine that remembers it.
        await markers.RemoveAsync(erasure.Id, cancellationToken);
        return new ErasurePlan(
            erasure.Deadline,
            erasure.ExtensionReason is not null,
            erasure.State,
            [.. progress.Select(domain => TaskOf(erasure, domain, now))])
        {
            AskedAgainAt = stored.AskedAgainAt,
            Stopping = await StoppingAsync(erasure.Id, cancellationToken),
            Asked = stored.Asked ?? [],
        };
    }

    private async Task<DomainState?> StoppingAsync(string erasureId, CancellationToken cancellationToken) =>
        await ledger.HoldsAsync(erasureId, new LedgerEvent(LedgerEvents.CancelRequested), cancellationToken) ? DomainState.Canceled
        : await ledger.HoldsAsync(erasureId, new LedgerEvent(LedgerEvents.CloseRequested), cancellationToken) ? DomainState.Closed
        : null;

    private static ErasureState StateOf(IReadOnlyList<DomainProgress> progress)
    {
        ErasureState state = progress.Select(domain => domain.State).ToList().Overall();
        return state.IsOver() ? ErasureState.Running : state;
    }

    private MailOrder ReceivedMail(ErasureRecord erasure)
    {
        Dictionary<string, string> facts = new() { [MailFacts.Deadline] = erasure.Deadline.ToString("O") };
        MailFacts.AddScope(facts, erasure.Domains, domains);
        return new MailOrder(MailKind.RequesterReceived, Domain: null, "1", facts);
    }

    private DomainTask TaskOf(ErasureRecord erasure, DomainProgress progress, DateTimeOffset now)
    {
        PollingConfiguration polling = domains.FirstOrDefault(d => d.Name == progress.Domain)?.Polling ?? new();
        DomainTask task = new DomainTask
        {
            ErasureId = erasure.Id,
            Domain = progress.Domain,
            Deadline = erasure.Deadline,
            Terms = new DomainTerms
            {
                Interval = polling.Interval,
                Backoff = polling.Backoff,
                MaxInterval = polling.MaxInterval,
                SubmissionAttempts = operations.SubmissionAttempts,
                SubmissionRetry = operations.SubmissionRetry,
                MaxSubmissionRetry = operations.MaxSubmissionRetry,
                Reminders = deadlines.Reminders,
                FailedReminder = deadlines.FailedReminder,
            },
            Since = now,
            NoticedUpTo = now,
        }.BeginAttempt(Math.Max(1, progress.Attempt), now);
        return task with
        {
            State = progress.State,
            Since = progress.State == DomainState.Waiting ? now : progress.UpdatedAt,
            Checks = progress.Checks,
            Outcome = progress.Outcome,
            Before = (progress.Before ?? (progress.State.IsOver() ? null : progress.Outcome)) as Domains.Outcome.Erased,
            Resolution = progress.Resolution,
            AskAt = progress switch
            {
                { State: DomainState.Failed } => null,
                { State: DomainState.Withheld, Outcome: Domains.Outcome.Withheld withheld } => withheld.Until,
                _ => now,
            },
        };
    }
}
