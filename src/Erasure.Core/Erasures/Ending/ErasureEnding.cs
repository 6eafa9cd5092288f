using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Erasures.Parts;
using Erasure.Core.Ledger;
using Erasure.Core.Mail;
using Erasure.Core.Telemetry;
using Erasure.Core.Vault;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Erasures.Ending;

/// <summary>The end of an erasure. Each step may run again and changes nothing the second time.</summary>
internal sealed class ErasureEnding(
    ErasureStore erasures,
    SubjectClaims claims,
    SubjectVault vault,
    ErasureLedger ledger,
    Outbox outbox,
    ErasureReports reports,
    ConnectorCalls connectors,
    RequesterMails requester,
    TimeProvider time,
    ILogger<ErasureEnding> logger)
{
    /// <summary>Writes state, ledger, report and last mails.</summary>
    /// <param name="id">The erasure, each of whose domains is over.</param>
    /// <param name="answered">What was asked for up to then is answered.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many mails are still to be delivered; null where the same was asked for again since, so that it can't end.</returns>
    public async Task<int?> EndAsync(string id, DateTimeOffset answered, CancellationToken cancellationToken)
    {
        StoredErasure stored = await LoadAsync(id, cancellationToken);
        IReadOnlyList<DomainProgress> progress = await erasures.ProgressAsync(stored.Erasure, cancellationToken);
        ErasureState state = progress.Select(domain => domain.State).ToList().Overall();
        if (!state.IsOver())
        {
            throw new InvalidOperationException($"Erasure '{id}' can't end while it is {state}.");
        }

        DateTimeOffset now = time.GetUtcNow();
        StoredErasure? ended = await erasures.ChangeAsync(
            id,
            before =>
                !before.Erasure.State.IsOver() && before.AskedAgainAt > answered ? null : before with { Erasure = before.Erasure with { State = state, EndedAt = before.Erasure.EndedAt ?? now } },
            cancellationToken);
        if (ended?.Erasure.State.IsOver() != true)
        {
            return null;
        }

        await ledger.AppendAsync(id, new LedgerEvent(EventOf(state), Details: progress.ToDictionary(d => d.Domain, d => d.State.ToString())), cancellationToken);
        await reports.SaveAsync(ended.Erasure, progress, cancellationToken);
        foreach (MailOrder mail in await LastMailsAsync(stored.Erasure, state, progress, cancellationToken))
        {
            await outbox.WriteAsync(id, mail, cancellationToken);
        }

        if (stored.Erasure.EndedAt is null)
        {
            ErasureMeter.Ended(state.ToString(), now - stored.Erasure.ReceivedAt);
        }

        Log.Ended(logger, id, state);
        return await outbox.DrainAsync(id, cancellationToken);
    }

    /// <summary>Destroys all that tells who it was about: what connectors keep, the vault, the address in kept mails, the claims.</summary>
    public async Task DestroyAsync(string id, CancellationToken cancellationToken)
    {
        StoredErasure stored = await LoadAsync(id, cancellationToken);
        IReadOnlyList<DomainProgress> progress = await erasures.ProgressAsync(stored.Erasure, cancellationToken);
        foreach (DomainProgress domain in progress)
        {
            DomainErasure part = new(id, domain.Domain, domain.Attempt, stored.Erasure.Deadline);
            await connectors.CallAsync(id, domain.Domain, connector => ReleaseAsync(connector, part, cancellationToken), unknown: Nothing.Value);
        }

        await vault.DestroyAsync(id, cancellationToken);
        await outbox.ForgetRequesterAsync(id, cancellationToken);
        await Task.WhenAll(
        [
            ledger.AppendAsync(id, new LedgerEvent(LedgerEvents.IdentifiersDestroyed), cancellationToken),
            .. stored.Claims.Select(claim => claims.ReleaseAsync(claim, id, cancellationToken)),
        ]);

        // The record says so last: nobody looks after an erasure of which it does.
        DateTimeOffset destroyedAt = stored.Erasure.IdentifiersDestroyedAt ?? time.GetUtcNow();
        await reports.SaveAsync(stored.Erasure with { IdentifiersDestroyedAt = destroyedAt }, progress, cancellationToken);
        await erasures.ChangeAsync(
            id,
            before => before with
            {
                Erasure = before.Erasure with { IdentifiersDestroyedAt = before.Erasure.IdentifiersDestroyedAt ?? destroyedAt },
                SubjectKey = null,
                Asked = null,
                Claims = before.Claims.Count == 0 ? before.Claims : [],
            },
            cancellationToken);
        Log.IdentifiersDestroyed(logger, id);
    }

    private async Task<StoredErasure> LoadAsync(string id, CancellationToken cancellationToken) =>
        await erasures.GetAsync(id, cancellationToken) ?? throw new InvalidOperationException($"Erasure '{id}' has no record.");

    private static async Task<Nothing> ReleaseAsync(IConnector connector, DomainErasure part, CancellationToken cancellationToken)
    {
        await connector.ReleaseAsync(part, cancellationToken);
        return Nothing.Value;
    }

    private static string EventOf(ErasureState state) => state switch
    {
        ErasureState.Completed => LedgerEvents.Completed,
        ErasureState.Failed => LedgerEvents.Failed,
        _ => LedgerEvents.Canceled,
    };

    private async Task<IReadOnlyList<MailOrder>> LastMailsAsync(ErasureRecord erasure, ErasureState state, IReadOnlyList<DomainProgress> progress, CancellationToken cancellationToken) =>
        [
            await requester.LastAsync(erasure, state, progress, cancellationToken),
            new MailOrder(MailKind.OfficerEnded, Domain: null, "1", new Dictionary<string, string>
            {
                [MailFacts.State] = state.ToString(),
                [MailFacts.Deadline] = erasure.Deadline.ToString("O"),
                [MailFacts.Domains] = string.Join('\n', progress.Select(domain => $"{domain.Domain}: {domain.State}")),
                [MailFacts.Reference] = string.Join(", ", erasure.References()),
                [MailFacts.NotSearched] = string.Join('\n', progress.Where(domain => NotSearched.Of(domain.Outcome) is not null).Select(domain => $"{domain.Domain}: {NotSearched.Of(domain.Outcome)!.Describe()}")),
            }),
        ];
}
