using System.Text.Json;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Microsoft.DurableTask.Client;

namespace Erasure.Core.Erasures.Orchestration;

/// <summary>Custom status of <see cref="EraseSubject"/>: what a monitor of the management API sees. Small, and without identifiers.</summary>
/// <param name="State">State of the erasure.</param>
/// <param name="Deadline">When it must be done.</param>
/// <param name="Overdue">Open past the deadline.</param>
/// <param name="Domains">Each domain's state.</param>
public sealed record ErasureStatus(ErasureState State, DateTimeOffset Deadline, bool Overdue, IReadOnlyDictionary<string, DomainState> Domains)
{
    /// <summary>Reads what an instance shows; null where it hasn't come so far.</summary>
    internal static ErasureStatus? Of(OrchestrationMetadata instance) =>
        instance.SerializedCustomStatus is { } status ? JsonSerializer.Deserialize<ErasureStatus>(status, DurableJson.Options) : null;

    /// <summary>The erasure waits for the domain's part.</summary>
    internal bool IsOpen(string domain) => Domains?.TryGetValue(domain, out DomainState state) == true && !state.IsOver();
}
