using System.Text.Json;
using Erasure.Core.Decisions;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Ledger;
using Erasure.Core.Vault;

namespace Erasure.Core.Erasures.Orchestration;

/// <summary>What may be raised at our orchestrations from outside, by whoever may steer the engine. Nothing of what they typed but a checked command gets into a history.</summary>
internal sealed class RaisedEvents(SubjectVault vault, IReadOnlyList<DomainConfiguration> domains, ErasureStore erasures, ErasureLedger ledger) : IRaisedEvents
{
    private const string Management = "management API", Terminated = "terminated through the management API";

    public async Task NoteTerminatedAsync(string instanceId, string? caller, CancellationToken cancellationToken)
    {
        if (await erasures.GetAsync(instanceId, cancellationToken) is { Erasure.State: var state } && !state.IsOver())
        {
            HumanDecision decision = DecisionRules.Signed(new HumanDecision(Management, Terminated) { Caller = caller }, await vault.OpenAsync(instanceId, cancellationToken));
            await ledger.AppendAsync(instanceId, new LedgerEvent(LedgerEvents.CancelRequested, Details: decision.ToDetails()), cancellationToken);
        }
    }

    public async Task<(string Name, string Payload)?> ReadAsync(string instanceId, string eventName, JsonElement payload, string? caller, CancellationToken cancellationToken)
    {
        if (string.Equals(eventName, JobWaits.StopEvent, StringComparison.OrdinalIgnoreCase))
        {
            return (JobWaits.StopEvent, JsonSerializer.Serialize(Nothing.Value, DurableJson.Options));
        }

        if (!string.Equals(eventName, ErasureCommand.EventName, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string[] parts = instanceId.Split(':', 2);
        VaultedSubject? vaulted = await vault.OpenAsync(parts[0], cancellationToken);
        return parts.Length == 1 ? OfErasure(ErasureCommand.Read(payload), vaulted, caller) : OfDomain(DomainCommand.Read(payload), vaulted, caller);
    }

    private (string Name, string Payload)? OfErasure(ErasureCommand? command, VaultedSubject? vaulted, string? caller)
    {
        bool isKnown = command switch
        {
            null => false,
            ErasureCommand.Retry retry => IsDomain(retry.Domain),
            ErasureCommand.Resolve resolve => IsDomain(resolve.Domain),
            _ => true,
        };
        return isKnown && DecisionRules.Admit(command!.Decision, vaulted, needsNote: true)
            ? (ErasureCommand.EventName, JsonSerializer.Serialize(command with { Decision = DecisionRules.Signed(command.Decision with { Caller = caller }, vaulted) }, DurableJson.Options))
            : null;
    }

    private static (string Name, string Payload)? OfDomain(DomainCommand? command, VaultedSubject? vaulted, string? caller)
    {
        DomainCommand? signed = command switch
        {
            DomainCommand.Retry retry when DecisionRules.Admit(retry.Decision, vaulted, needsNote: true) =>
                retry with { Decision = DecisionRules.Signed(retry.Decision with { Caller = caller }, vaulted) },
            DomainCommand.Resolve resolve when DecisionRules.Admit(resolve.Decision, vaulted, needsNote: true) =>
                resolve with { Decision = DecisionRules.Signed(resolve.Decision with { Caller = caller }, vaulted) },
            _ => null,
        };
        return signed is null ? null : (DomainCommand.EventName, JsonSerializer.Serialize(signed, DurableJson.Options));
    }

    private bool IsDomain(string name) => domains.Any(domain => domain.Name == name);
}
