using Erasure.Core.Erasures;

namespace Erasure.Core.Workflows;

/// <summary>Custom status of <see cref="EraseSubject"/>: what a monitor of the management API sees. Small, and without identifiers.</summary>
/// <param name="State">State of the whole.</param>
/// <param name="Deadline">When it must be done.</param>
/// <param name="Overdue">Open past the deadline.</param>
/// <param name="Domains">Each domain's state.</param>
public sealed record ErasureStatus(ErasureState State, DateTimeOffset Deadline, bool Overdue, IReadOnlyDictionary<string, DomainState> Domains);
