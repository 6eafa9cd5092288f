using Erasure.Core.Clocks;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Ending;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Erasures.Orchestration;
using Erasure.Core.Erasures.Parts;
using Erasure.Core.Lake;
using Erasure.Core.Ledger;
using Erasure.Core.Mail;
using Erasure.Core.Operations;
using Erasure.Core.Records;
using Erasure.Core.Records.Moving;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Reconciliation;

/// <summary>Makes good what a crash, a kill or the management API left half done: in the records' own terms, from the records alone.</summary>
internal sealed class Reconciler(
    ErasureIntake intake,
    IntakeMarkers markers,
    ErasureStore erasures,
    ErasureEnding ending,
    RequesterMails requester,
    ErasureLedger ledger,
    Outbox outbox,
    DeletionJobStarter jobs,
    JobRetention retention,
    IDurableTaskClientProvider clients,
    OpenErasures open,
    QueueStore queue,
    MoveMarks moves,
    OperationsConfiguration operations,
    TimeProvider time,
    ILogger<Reconciler> logger,
    LakeConfiguration? lake = null) : IReconciler
{
    public async Task FinishIntakesAsync(CancellationToken cancellationToken)
    {
        await foreach (StoredRecord stored in markers.AllAsync(cancellationToken))
        {
            IntakeMarker marker = stored.Read<IntakeMarker>();
            if (time.AgeOf(ErasureId.TimeOf(marker.Stored.Erasure.Id)) >= operations.IntakeGrace)
            {
                await TryAsync(marker.Stored.Erasure.Id, () => FinishIntakeAsync(marker, cancellationToken), cancellationToken);
            }
        }
    }

    public Task DeliverMailsAsync(CancellationToken cancellationToken) => outbox.SweepAsync(cancellationToken);

    public Task StartJobsAsync(CancellationToken cancellationToken) => jobs.LookAfterAsync(cancellationToken);

    public async Task WatchErasuresAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset started = time.GetUtcNow();
        OpenErasures.Tally tally = new(time);
        List<MissingOrchestration> missing = [];
        await foreach (string month in erasures.UnsettledMonthsAsync(cancellationToken))
        {
            bool isSettled = true;
            await foreach (StoredErasure stored in erasures.InMonthAsync(month, cancellationToken))
            {
                if (stored.Erasure.IdentifiersDestroyedAt is null)
                {
                    tally.Add(stored.Erasure);
                    isSettled = false;
                    await TryAsync(stored.Erasure.Id, () => LookAfterAsync(stored.Erasure, missing, tally, cancellationToken), cancellationToken);
                }

                tally.Domains.AddEnded(stored.Erasure);
            }

            // Two days, so that no intake of the month's last minute is still under way.
            if (isSettled && string.CompareOrdinal(month, (started - TimeSpan.FromDays(2)).ToString("yyyy-MM")) < 0)
            {
                await erasures.SettleMonthAsync(month, cancellationToken);
            }
        }

        if (lake is not null)
        {
            tally.Matches = await queue.ListAsync(after: null, cancellationToken).LongCountAsync(cancellationToken);
        }

        tally.Missing = missing.Count;
        open.Show(tally);
        await BeginAgainAsync(missing, tally.Open, cancellationToken);
    }

    public async Task RetireAsync(CancellationToken cancellationToken)
    {
        await retention.SweepAsync(cancellationToken);
        DateTimeOffset before = time.GetUtcNow() - operations.KeepHistories;
        await EndLeftOverAsync(before, cancellationToken);
        await clients.GetClient().PurgeEndedAsync(before, IsOverAsync, cancellationToken);
    }

    /// <summary>An erasure that lost a domain's part is over, and its instance waits for that part for ever.</summary>
    private async Task EndLeftOverAsync(DateTimeOffset createdBefore, CancellationToken cancellationToken)
    {
        OrchestrationQuery running = new(CreatedTo: createdBefore, Statuses: [OrchestrationRuntimeStatus.Running]);
        await foreach (OrchestrationMetadata instance in clients.GetClient().GetAllInstancesAsync(running).WithCancellation(cancellationToken))
        {
            if (ErasureId.IsValid(instance.InstanceId) && await erasures.GetAsync(instance.InstanceId, cancellationToken) is { Erasure.IdentifiersDestroyedAt: not null })
            {
                await TryAsync(instance.InstanceId, () => clients.GetClient().TryTerminateAsync(instance.InstanceId, "The erasure is over.", cancellationToken), cancellationToken);
            }
        }
    }

    /// <summary>Whether the record says that nothing is owed any more to what the instance worked for.</summary>
    private async Task<bool> IsOverAsync(string instanceId, CancellationToken cancellationToken)
    {
        string owner = instanceId.Split(':', 2)[0];
        return !ErasureId.IsValid(owner) || await erasures.GetAsync(owner, cancellationToken) is not { Erasure.IdentifiersDestroyedAt: null };
    }

    // One erasure that can't be helped must not keep the others from being.
    private async Task TryAsync(string erasureId, Func<Task> help, CancellationToken cancellationToken)
    {
        try
        {
            await help();
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.NotHelped(logger, erasureId, failure.GetType().Name, TaskFailures.StackOf(failure));
        }
    }

    private async Task FinishIntakeAsync(IntakeMarker marker, CancellationToken cancellationToken)
    {
        ErasureRecord erasure = marker.Stored.Erasure;
        if (await intake.TryRollBackAsync(marker, cancellationToken))
        {
            Log.RolledBack(logger, erasure.Id);
        }
        else if (await clients.GetClient().FindAsync(erasure.Id, cancellationToken) is null)
        {
            Log.Started(logger, erasure.Id);
            await intake.StartAsync(erasure, cancellationToken);
            return;
        }

        await markers.RemoveAsync(erasure.Id, cancellationToken);
    }

    private async Task LookAfterAsync(ErasureRecord erasure, List<MissingOrchestration> missing, OpenErasures.Tally tally, CancellationToken cancellationToken)
    {
        OrchestrationMetadata? instance = await clients.GetClient().FindAsync(erasure.Id, cancellationToken);
        switch (instance?.Status())
        {
            case null when erasure.State == ErasureState.Received && await markers.GetAsync(erasure.Id, cancellationToken) is not null:
                // Being taken in, or left so: the sweep of the markers has its own grace.
                break;
            case null:
                missing.Add(new MissingOrchestration(erasure, Parts: null));
                break;
            case OrchestrationRuntimeStatus.Running when erasure.State != ErasureState.Received && !erasure.State.IsOver():
                IReadOnlyList<DomainProgress> progress = await erasures.ProgressAsync(erasure, cancellationToken);
                tally.Domains.Add(erasure, progress);
                if (ErasureStatus.Of(instance) is { } status && time.AgeOf(instance.LastUpdatedAt) is var idle && idle >= operations.IntakeGrace)
                {
                    await LookAfterPartsAsync(erasure, status, progress, idle, missing, cancellationToken);
                }

                break;
            case OrchestrationRuntimeStatus.Suspended:
                await TellOfSuspendedAsync(erasure, cancellationToken);
                break;
            case OrchestrationRuntimeStatus.Terminated:
                await FinishAsync(erasure, cancellationToken);
                break;
            case OrchestrationRuntimeStatus.Completed when erasure.State.IsOver():
                await FinishAsync(erasure, cancellationToken);
                break;
            case OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed:
                await BeginAgainAsync(erasure, cancellationToken);
                break;
        }
    }

    /// <summary>Nobody else keeps its deadline: as its orchestration would, once, and as often as that itself does once it is resumed.</summary>
    private async Task TellOfSuspendedAsync(ErasureRecord erasure, CancellationToken cancellationToken)
    {
        Log.IsSuspended(logger, erasure.Id, erasure.Deadline);
        if (!erasure.State.IsOver() && time.GetUtcNow() >= erasure.Deadline)
        {
            (LedgerEvent happening, MailOrder mail) = ErasureRun.Overdue(erasure.Deadline, (await erasures.ProgressAsync(erasure, cancellationToken)).Select(domain => (domain.Domain, domain.State)));
            await ledger.AppendAsync(erasure.Id, happening, cancellationToken);
            await outbox.WriteAsync(erasure.Id, mail, cancellationToken);
            await requester.NotifyWithheldAsync(erasure, cancellationToken);
        }
    }

    /// <summary>A whole that shows no status has begun no part yet. Of what it has begun, it looks itself whether it is gone, since it may not be there yet.</summary>
    private async Task LookAfterPartsAsync(
        ErasureRecord erasure, ErasureStatus status, IReadOnlyList<DomainProgress> all, TimeSpan idle, List<MissingOrchestration> missing, CancellationToken cancellationToken)
    {
        List<DomainProgress> lost = [];
        List<DomainProgress> unheard = [];
        foreach (DomainProgress part in all)
        {
            bool isOver = part.State.IsOver();
            if ((isOver ? status.IsOpen(part.Domain) : IsOwed(part, idle)) && !await IsAtWorkAsync(erasure, part, cancellationToken))
            {
                (isOver ? unheard : lost).Add(part);
            }
        }

        if (lost.Count > 0)
        {
            missing.Add(new MissingOrchestration(erasure, lost));
        }

        // Nothing begins for these, however many they are.
        await TellAsync(erasure, unheard, cancellationToken);
    }

    /// <summary>Those whose part ended otherwise than by itself wait for a human, and one that never asked its domain may be waiting for its turn.</summary>
    private bool IsOwed(DomainProgress part, TimeSpan idle) => part.Outcome switch
    {
        null => idle >= FindPart.Patience(operations),
        Outcome.Failed { Code: DomainFailures.Workflow } => false,
        _ => true,
    };

    private async Task<bool> IsAtWorkAsync(ErasureRecord erasure, DomainProgress part, CancellationToken cancellationToken) =>
        await clients.GetClient().FindAsync(DomainCommand.InstanceIdOf(erasure.Id, part.Domain), cancellationToken) is { IsCompleted: false };

    /// <summary>
    /// An orchestration that isn't there is no decision: its store was lost, renamed or restored. A few begin again from the records. Where more are
    /// missing, this host looks into another store than the one in which they run, and nothing is done before a human has looked. Who moved the
    /// records here did decide: orchestrations stayed behind, and all begin again.
    /// </summary>
    private async Task BeginAgainAsync(List<MissingOrchestration> missing, long open, CancellationToken cancellationToken)
    {
        bool areMany = missing.Count > operations.MostMissing;
        if (areMany && await moves.GetAsync(cancellationToken) is not { Stage: MoveStage.Arrived })
        {
            Log.TooManyMissing(logger, missing.Count, open, operations.MostMissing);
            return;
        }

        foreach ((ErasureRecord erasure, IReadOnlyList<DomainProgress>? parts) in missing)
        {
            await TryAsync(erasure.Id, () => parts is null ? BeginAgainAsync(erasure, cancellationToken) : TellAsync(erasure, parts, cancellationToken), cancellationToken);
        }

        if (!areMany)
        {
            await moves.SettleAsync(cancellationToken);
        }
    }

    /// <summary>The erasure's orchestration lives, so it is that which looks at its domains' parts, and begins again what is gone.</summary>
    private async Task TellAsync(ErasureRecord erasure, IReadOnlyList<DomainProgress> parts, CancellationToken cancellationToken)
    {
        foreach (DomainProgress part in parts)
        {
            DomainStatusEvent gone = new(part.Domain, part.State, part.Attempt, part.Outcome, GoneAt: time.GetUtcNow());
            await clients.GetClient().TryRaiseEventAsync(erasure.Id, DomainStatusEvent.EventName, gone, cancellationToken);
        }
    }

    /// <summary>No human ended it, so what is owed stays owed: the orchestration begins again from the records.</summary>
    private async Task BeginAgainAsync(ErasureRecord erasure, CancellationToken cancellationToken)
    {
        Log.BeginsAgain(logger, erasure.Id);
        await StopDomainsAsync(erasure, "The erasure begins again from its records.", cancellationToken);
        await ledger.AppendAsync(erasure.Id, new LedgerEvent(LedgerEvents.Restarted, Occurrence: $"{time.GetUtcNow():yyyyMMddTHHmmss}"), cancellationToken);
        await intake.StartAsync(erasure, cancellationToken);
    }

    /// <summary>It was terminated through the management API: what was still owed counts as canceled, and the rest of the end is made up for.</summary>
    private async Task FinishAsync(ErasureRecord erasure, CancellationToken cancellationToken)
    {
        Log.Finishes(logger, erasure.Id);
        await StopDomainsAsync(erasure, "The erasure has ended.", cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        foreach (DomainProgress progress in await erasures.ProgressAsync(erasure, cancellationToken))
        {
            if (!progress.State.IsOver())
            {
                await ledger.AppendAsync(erasure.Id, new LedgerEvent(LedgerEvents.Terminated), cancellationToken);
                await ledger.AppendAsync(erasure.Id, new LedgerEvent(LedgerEvents.DomainCanceled, progress.Domain, $"{progress.Attempt}"), cancellationToken);
                await erasures.SaveProgressAsync(erasure.Id, progress with { State = DomainState.Canceled, UpdatedAt = now }, cancellationToken);
            }
        }

        if (await ending.EndAsync(erasure.Id, DateTimeOffset.MaxValue, cancellationToken) == 0)
        {
            await ending.DestroyAsync(erasure.Id, cancellationToken);
        }
    }

    // Not every engine ends the children of what is terminated.
    private async Task StopDomainsAsync(ErasureRecord erasure, string reason, CancellationToken cancellationToken)
    {
        foreach (string domain in erasure.Domains)
        {
            await clients.GetClient().TryTerminateAsync(DomainCommand.InstanceIdOf(erasure.Id, domain), reason, cancellationToken);
        }
    }

    /// <summary>An open erasure that nothing works for.</summary>
    /// <param name="Erasure">The erasure.</param>
    /// <param name="Parts">The domains whose part is missing; null where the whole is.</param>
    private sealed record MissingOrchestration(ErasureRecord Erasure, IReadOnlyList<DomainProgress>? Parts);
}
