using Erasure.Core.Decisions;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Durable;
using Erasure.Core.Erasures.Orchestration;
using Erasure.Core.Ledger;
using Erasure.Core.Operations;
using Erasure.Core.Subjects;
using Erasure.Core.Telemetry;
using Erasure.Core.Vault;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Erasures.Intake;

/// <summary>Takes requests in.</summary>
/// <remarks>
/// Writes, in this order: marker, claims, vault and ledger, erasure, and then starts the orchestration, whose first step deletes the marker.
/// The erasure's record is the moment of receipt: before it, an interrupted intake is rolled back by the reconciler, or
/// finished by a repeated request; after it, it is rolled forward. See docs/decisions/intake.md.
/// </remarks>
internal sealed class ErasureIntake(
    IntakeValidator validator,
    IntakeDrafts drafts,
    IntakeMarkers markers,
    SubjectClaims claims,
    SubjectVault vault,
    ErasureStore erasures,
    ErasureLedger ledger,
    AcceptanceTimes acceptances,
    IDurableTaskClientProvider clients,
    OperationsConfiguration operations,
    TimeProvider time,
    ILogger<ErasureIntake> logger,
    ErasureChanges? changes = null)
{
    /// <summary>Addresses and references of one erasure: each lengthens its records.</summary>
    private const int MostRequesters = 20;

    private const string SubjectBusy = "an erasure of this subject is under way with other domains or identifiers; cancel it and ask again, with the same receivedAt, or wait for its end";
    private const string SubjectEnding = "the erasure of this subject that is under way is being canceled or closed; ask again once it has ended";
    private const string TooMany = "the erasure of this subject that is under way has been asked for by too many; ask again once it has ended";
    private const string KeyReused = "this idempotency key was used for another request";

    /// <summary>Takes a request in.</summary>
    public async Task<IntakeResult> ReceiveAsync(IntakeRequest request, CancellationToken cancellationToken)
    {
        if (validator.Check(request) is { Count: > 0 } problems)
        {
            return new IntakeResult.Invalid(problems);
        }

        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            IntakeDraft draft = drafts.Make(request, await acceptances.NextAsync(cancellationToken));
            if (await TryReceiveAsync(draft, request, cancellationToken) is { } result)
            {
                return result;
            }
        }
    }

    /// <summary>Starts the erasure's orchestration, unless it runs.</summary>
    public async Task StartAsync(ErasureRecord erasure, CancellationToken cancellationToken)
    {
        if (!await clients.GetClient().TryScheduleAsync(nameof(EraseSubject), erasure.Id, new EraseSubjectInput(erasure.Id), cancellationToken))
        {
            Log.AlreadyStarted(logger, erasure.Id);
        }
    }

    /// <summary>Undoes an intake that was interrupted before the erasure was received.</summary>
    /// <returns>False where it was received after all.</returns>
    public async Task<bool> TryRollBackAsync(IntakeMarker marker, CancellationToken cancellationToken)
    {
        string id = marker.Stored.Erasure.Id;
        if (!await erasures.TryAbandonAsync(id, time.GetUtcNow() + operations.IdempotencyMemory, cancellationToken))
        {
            return false;
        }

        await vault.DestroyAsync(id, cancellationToken);
        await ledger.ForgetAsync(id, cancellationToken);
        await ReleaseAsync(marker, cancellationToken);
        return true;
    }

    /// <returns>Null where someone else was faster and everything must be looked at again.</returns>
    private async Task<IntakeResult?> TryReceiveAsync(IntakeDraft draft, IntakeRequest request, CancellationToken cancellationToken)
    {
        string[] wanted = draft.Idempotency is { } key ? [key, .. draft.Stored.Claims] : [.. draft.Stored.Claims];
        Dictionary<string, HeldClaim> stale = new(StringComparer.Ordinal);
        HashSet<string> ours = new(StringComparer.Ordinal);
        StoredErasure target = draft.Stored;
        foreach (string claim in wanted)
        {
            if (await claims.GetAsync(claim, cancellationToken) is not { } held)
            {
                continue;
            }

            bool isKey = claim == draft.Idempotency;
            if (held.ErasureId == target.Erasure.Id)
            {
                ours.Add(claim);
            }
            else if (await FindHolderAsync(held.ErasureId, cancellationToken) is not { } holder || (!isKey && holder.Stored.Erasure.State.IsOver()))
            {
                stale.Add(claim, held);
            }
            else if (isKey ? held.Fingerprint != draft.Fingerprint : !draft.AsksTheSameAs(holder.Stored))
            {
                return new IntakeResult.Conflict(held.ErasureId, isKey ? KeyReused : SubjectBusy);
            }
            else if (holder.IsReceived)
            {
                return isKey
                    ? await FoundAsync(holder.Stored.Erasure, draft, cancellationToken)
                    : await AskAgainAsync(holder.Stored.Erasure, draft, request, cancellationToken);
            }
            else
            {
                // The same request is being taken in elsewhere, or was when its host stopped: its writes are ours too.
                target = holder.Stored;
                ours.Add(claim);
            }
        }

        bool isNew = ReferenceEquals(target, draft.Stored);
        IntakeMarker marker = new(target, draft.Idempotency);
        await markers.AddAsync(marker, cancellationToken);
        foreach (string claim in wanted.Where(claim => !ours.Contains(claim)))
        {
            if (!await TakeAsync(claim, target.Erasure.Id, draft, stale.GetValueOrDefault(claim), cancellationToken))
            {
                if (isNew)
                {
                    await ReleaseAsync(marker, cancellationToken);
                    await markers.RemoveAsync(target.Erasure.Id, cancellationToken);
                }

                return null;
            }
        }

        return await FinishAsync(marker, isNew, request, cancellationToken);
    }

    private static Dictionary<string, string> DetailsOf(ErasureRecord erasure, IntakeRequest request)
    {
        Dictionary<string, string> details = new() { ["deadline"] = erasure.Deadline.ToString("O") };
        if (DecisionRules.CallerOf(request.Caller, request.Subject, request.Addresses) is { } caller)
        {
            details["caller"] = caller;
        }

        return details;
    }

    private async Task<IntakeResult?> FinishAsync(IntakeMarker marker, bool isNew, IntakeRequest request, CancellationToken cancellationToken)
    {
        ErasureRecord erasure = marker.Stored.Erasure;
        Task<bool> sealing = vault.SealAsync(erasure.Id, request.Subject, request.Requester, cancellationToken);
        await Task.WhenAll(
            sealing,
            erasures.OpenMonthOfAsync(erasure.Id, cancellationToken),
            ledger.AppendAsync(
                erasure.Id,
                new LedgerEvent(LedgerEvents.Received, Details: DetailsOf(erasure, request)),
                cancellationToken));
        if (await erasures.TryAddAsync(marker.Stored, cancellationToken) is not { } isReceivedHere)
        {
            // We were so slow that the reconciler took the intake for interrupted.
            await ReleaseAsync(marker, cancellationToken);
            return null;
        }

        if ((!isNew || !await sealing) && await JoinAsync(erasure.Id, request, cancellationToken) is not true)
        {
            // All is looked at again: it is a request that comes while the other runs, or after it.
            return null;
        }

        await StartAsync(erasure, cancellationToken);
        ErasureSpans.Name(erasure.Id);
        if (isReceivedHere)
        {
            ErasureMeter.Received();
            changes?.Receive(erasure);
            Log.Received(logger, erasure.Id, erasure.Domains.Count);
        }

        return new IntakeResult.Accepted(erasure, isNew);
    }

    /// <summary>What was searched before this request came doesn't answer it: it is searched again before the erasure ends.</summary>
    /// <returns>Null where the erasure has ended meanwhile.</returns>
    private async Task<IntakeResult?> AskAgainAsync(ErasureRecord erasure, IntakeDraft draft, IntakeRequest request, CancellationToken cancellationToken)
    {
        if (await ledger.HoldsAsync(erasure.Id, new LedgerEvent(LedgerEvents.CancelRequested), cancellationToken)
            || await ledger.HoldsAsync(erasure.Id, new LedgerEvent(LedgerEvents.CloseRequested), cancellationToken))
        {
            return new IntakeResult.Conflict(erasure.Id, SubjectEnding);
        }

        if (await JoinAsync(erasure.Id, request, cancellationToken) is var joined and not true)
        {
            return joined is null ? null
                : await NamesWhoAskedAsync(erasure.Id, request, cancellationToken) ? new IntakeResult.Invalid([IntakeValidator.NamingReference])
                : new IntakeResult.Conflict(erasure.Id, TooMany);
        }

        DateTimeOffset now = time.GetUtcNow();
        StoredErasure? noted = await erasures.ChangeAsync(
            erasure.Id,
            before => before.Erasure.State == ErasureState.Received || before.Erasure.State.IsOver() || before.AskedAgainAt >= now ? null : before with { AskedAgainAt = now, Asked = before.Asked?.Where(command => command is not ErasureCommand.Resolve).ToList() },
            cancellationToken);
        if (noted is null || noted.Erasure.State.IsOver())
        {
            return null;
        }

        if (noted.AskedAgainAt is not null)
        {
            await ledger.AppendAsync(erasure.Id, new LedgerEvent(LedgerEvents.AskedAgain, Occurrence: $"{now:yyyyMMddTHHmmssfff}", Details: DetailsOf(erasure, request)), cancellationToken);
            await clients.GetClient().TryRaiseEventAsync(erasure.Id, EraseSubject.AskedAgainEvent, Nothing.Value, cancellationToken);
        }

        return await FoundAsync(noted.Erasure, draft, cancellationToken);
    }

    /// <summary>Whoever asks for the same is told like the first one, and found by his own reference.</summary>
    /// <returns>False where too many have asked, or his reference names one of them; null where the erasure has ended.</returns>
    private async Task<bool?> JoinAsync(string id, IntakeRequest request, CancellationToken cancellationToken)
    {
        if (await NamesWhoAskedAsync(id, request, cancellationToken))
        {
            return false;
        }

        if (request.Requester is { } requester && await vault.TryAddRequesterAsync(id, requester, MostRequesters, cancellationToken) is var added and not true)
        {
            return added;
        }

        if (request.Reference is not { } reference)
        {
            return true;
        }

        StoredErasure? noted = await erasures.ChangeAsync(
            id,
            before => before.Erasure.State.IsOver() || before.Erasure.References().Contains(reference) || before.Erasure.OtherReferences?.Count >= MostRequesters
                ? null
                : before with { Erasure = before.Erasure with { OtherReferences = [.. before.Erasure.OtherReferences ?? [], reference] } },
            cancellationToken);
        return noted is null || noted.Erasure.State.IsOver() ? null : noted.Erasure.References().Contains(reference);
    }

    // By itself a request is held against its own address alone.
    private async Task<bool> NamesWhoAskedAsync(string id, IntakeRequest request, CancellationToken cancellationToken) =>
        request.Reference is { } reference && await vault.OpenAsync(id, cancellationToken) is { } known && IdentifierGuard.Suggests(reference, known.Subject, known.Addresses, partsOfNames: true);

    private async Task<IntakeResult> FoundAsync(ErasureRecord erasure, IntakeDraft draft, CancellationToken cancellationToken)
    {
        if (draft.Idempotency is { } key)
        {
            await TakeAsync(key, erasure.Id, draft, stale: null, cancellationToken);
        }

        if (erasure.State == ErasureState.Received && await markers.GetAsync(erasure.Id, cancellationToken) is not null)
        {
            // Its host may have stopped between receiving and starting; whoever asks again needn't wait for the reconciler.
            await StartAsync(erasure, cancellationToken);
        }

        return new IntakeResult.Accepted(erasure, IsNew: false);
    }

    private async Task<Holder?> FindHolderAsync(string id, CancellationToken cancellationToken)
    {
        if (await erasures.GetAsync(id, cancellationToken) is { } received)
        {
            return new Holder(received, IsReceived: true);
        }

        if (!await erasures.IsAbandonedAsync(id, cancellationToken) && await markers.GetAsync(id, cancellationToken) is { } marker)
        {
            return new Holder(marker.Stored, IsReceived: false);
        }

        // Neither there: nobody holds it, unless it was received between the two looks.
        return await erasures.GetAsync(id, cancellationToken) is { } late ? new Holder(late, IsReceived: true) : null;
    }

    private Task<bool> TakeAsync(string claim, string erasureId, IntakeDraft draft, HeldClaim? stale, CancellationToken cancellationToken)
    {
        bool isKey = claim == draft.Idempotency;
        return claims.TryTakeAsync(
            claim,
            erasureId,
            isKey ? draft.Fingerprint : null,
            stale,
            isKey ? time.GetUtcNow() + operations.IdempotencyMemory : null,
            cancellationToken);
    }

    private async Task ReleaseAsync(IntakeMarker marker, CancellationToken cancellationToken)
    {
        IEnumerable<string> held = marker.Idempotency is { } key ? marker.Stored.Claims.Append(key) : marker.Stored.Claims;
        foreach (string claim in held)
        {
            await claims.ReleaseAsync(claim, marker.Stored.Erasure.Id, cancellationToken);
        }
    }

    private sealed record Holder(StoredErasure Stored, bool IsReceived);
}
