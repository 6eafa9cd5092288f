using System.Security.Cryptography;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Ledger;
using Erasure.Core.Subjects;
using Erasure.Core.Vault;

namespace Erasure.Core.Workflows;

/// <summary>Asks a domain to erase, or how far it is, and writes down what it says.</summary>
internal sealed class AskDomain(IConnectors connectors, SubjectVault vault, ErasureStore erasures, ErasureLedger ledger, TimeProvider time)
    : Activity<AskDomainInput, Outcome>
{
    private const string NamedThePerson = "withheld for a reason that named the person and was left out";

    public override async Task<Outcome> RunAsync(ActivityContext context, AskDomainInput input, CancellationToken cancellationToken)
    {
        DomainTask task = input.Task;
        Outcome outcome = await AskAsync(task, input.IsSubmission, cancellationToken);
        (DomainState state, string? happening) = outcome switch
        {
            Outcome.Erased => (DomainState.Erased, LedgerEvents.DomainErased),
            Outcome.NothingFound => (DomainState.NothingFound, LedgerEvents.DomainNothingFound),
            Outcome.Pending => (DomainState.Submitted, LedgerEvents.DomainSubmitted),
            _ => (task.State, null),
        };
        DomainProgress progress = (task with { State = state, Outcome = outcome }).Progress(time.GetUtcNow());
        await erasures.SaveProgressAsync(task.ErasureId, progress, cancellationToken);
        if (happening is not null)
        {
            Dictionary<string, string>? details = outcome is Outcome.Erased { Count: { } count } ? new() { ["count"] = $"{count}" } : null;
            await ledger.AppendAsync(task.ErasureId, new LedgerEvent(happening, task.Domain, $"{task.Attempt}", details), cancellationToken);
        }

        return outcome;
    }

    private async Task<Outcome> AskAsync(DomainTask task, bool isSubmission, CancellationToken cancellationToken)
    {
        if (await OpenAsync(task.ErasureId, cancellationToken) is not { } vaulted)
        {
            return new Outcome.Failed(DomainFailures.NoIdentifiers, Retryable: false);
        }

        if (FindConnector(task.Domain) is not { } connector)
        {
            return new Outcome.Failed(DomainFailures.NotConfigured, Retryable: false);
        }

        DomainErasure erasure = new(task.ErasureId, task.Domain, task.Attempt, task.Deadline);
        Outcome outcome = isSubmission
            ? await connector.SubmitAsync(erasure, vaulted.Subject, cancellationToken)
            : await connector.CheckAsync(erasure, vaulted.Subject, cancellationToken);
        return outcome switch
        {
            Outcome.Withheld withheld when IdentifierGuard.Names(withheld.Reason, vaulted.Subject, vaulted.RequesterEmail) => withheld with { Reason = NamedThePerson },
            Outcome.Failed failed when IdentifierGuard.Names(failed.Code, vaulted.Subject, vaulted.RequesterEmail) => failed with { Code = "unspecified" },
            _ => outcome,
        };
    }

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

    private IConnector? FindConnector(string domain)
    {
        try
        {
            return connectors.For(domain);
        }
        catch (KeyNotFoundException)
        {
            return null;
        }
    }
}

/// <summary>Input of <see cref="AskDomain"/>.</summary>
/// <param name="Task">The domain's part.</param>
/// <param name="IsSubmission">Ask to erase; otherwise how far it is.</param>
internal sealed record AskDomainInput(DomainTask Task, bool IsSubmission);
