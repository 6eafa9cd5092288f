using Erasure.Core.Domains;
using Erasure.Core.Domains.Http;
using Erasure.Core.Erasures.Parts;
using Erasure.Core.Mail;

namespace Erasure.Core.Erasures.Ending;

/// <summary>What the person is told of what was done: at the end, and before it of what is kept back.</summary>
internal sealed class RequesterMails(ErasureStore erasures, ConnectorCalls connectors, Outbox outbox, IReadOnlyList<DomainConfiguration> domains, TimeProvider time)
{
    /// <summary>The last mail to the person.</summary>
    public async Task<MailOrder> LastAsync(ErasureRecord erasure, ErasureState state, IReadOnlyList<DomainProgress> progress, CancellationToken cancellationToken)
    {
        MailKind kind = state switch
        {
            ErasureState.Completed => MailKind.RequesterCompleted,
            ErasureState.Failed => MailKind.RequesterFailed,
            _ => MailKind.RequesterCanceled,
        };
        Dictionary<string, string> facts = await FactsAsync(erasure, progress, cancellationToken);
        facts[MailFacts.Result] = PersonalAccount.ResultOf(progress, ConnectorOf);
        return new MailOrder(kind, Domain: null, "1", facts);
    }

    /// <summary>Tells the person what is kept back once that is all that is left, in whatever state the erasure is at the deadline.</summary>
    public Task NotifyWithheldWhenDueAsync(ErasureRecord erasure, ErasureState state, CancellationToken cancellationToken) =>
        state == ErasureState.Withheld || time.GetUtcNow() >= erasure.Deadline ? NotifyWithheldAsync(erasure, cancellationToken) : Task.CompletedTask;

    /// <summary>Tells the person which domains keep data back, and why (Art. 12(4) GDPR: within a month of receipt): once for the same domains.</summary>
    public async Task NotifyWithheldAsync(ErasureRecord erasure, CancellationToken cancellationToken)
    {
        IReadOnlyList<DomainProgress> progress = await erasures.ProgressAsync(erasure, cancellationToken);
        string withheld = string.Join('-', progress.Index().Where(domain => domain.Item.State == DomainState.Withheld).Select(domain => domain.Index));
        if (withheld.Length > 0)
        {
            await outbox.WriteAsync(erasure.Id, new MailOrder(MailKind.RequesterWithheld, Domain: null, withheld, await FactsAsync(erasure, progress, cancellationToken)), cancellationToken);
        }
    }

    private async Task<Dictionary<string, string>> FactsAsync(ErasureRecord erasure, IReadOnlyList<DomainProgress> progress, CancellationToken cancellationToken)
    {
        List<string> accounts = [];
        foreach (DomainProgress domain in progress)
        {
            accounts.Add($"{domain.Domain}: {await AccountAsync(erasure, domain, cancellationToken)}");
        }

        Dictionary<string, string> facts = new() { [MailFacts.Done] = string.Join('\n', accounts) };
        MailFacts.AddScope(facts, erasure.Domains, domains);
        return facts;
    }

    private async Task<string> AccountAsync(ErasureRecord erasure, DomainProgress domain, CancellationToken cancellationToken)
    {
        if (domain.State is DomainState.Waiting or DomainState.Submitted or DomainState.Failed)
        {
            return "Not done yet.";
        }

        DomainErasure part = new(erasure.Id, domain.Domain, domain.Attempt, erasure.Deadline);
        ErasedSoFar? before = await connectors.CallAsync(erasure.Id, domain.Domain, connector => connector.ErasedAsync(part, cancellationToken), unknown: null);
        string words = PersonalAccount.Of(domain, ConnectorOf(domain), before);
        return domain is { State: DomainState.Withheld or DomainState.Closed, Outcome: Outcome.Withheld { Reason: var reason } } && IsCode(reason) ? $"{words} The reason: {reason}." : words;
    }

    // Other words may be a domain's own, or say that they were left out.
    private static bool IsCode(string reason) => reason != ReasonCode.Unspecified && reason.All(letter => letter is '-' or (>= 'a' and <= 'z') or (>= '0' and <= '9'));

    private ConnectorConfiguration? ConnectorOf(DomainProgress domain) => domains.FirstOrDefault(known => known.Name == domain.Domain)?.Connector;
}
