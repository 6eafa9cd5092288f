using Erasure.Core.Domains;
using Erasure.Core.Erasures.Parts;

namespace Erasure.Core.Erasures.Orchestration;

/// <summary>What <see cref="BeginErasure"/> read from the records and the configuration, so that the orchestration needn't.</summary>
/// <param name="Deadline">When it must be done.</param>
/// <param name="IsExtended">The deadline was extended already.</param>
/// <param name="State">State of the erasure as recorded.</param>
/// <param name="Tasks">Each domain's part; those that are over too.</param>
public sealed record ErasurePlan(DateTimeOffset Deadline, bool IsExtended, ErasureState State, IReadOnlyList<DomainTask> Tasks)
{
    /// <summary>When the same was asked for again last; null where it wasn't.</summary>
    public DateTimeOffset? AskedAgainAt { get; init; }

    /// <summary>What a human has ended it as already; null where nobody has.</summary>
    public DomainState? Stopping { get; init; }

    /// <summary>What humans asked else. Handled already, it changes nothing.</summary>
    public IReadOnlyList<ErasureCommand> Asked { get; init; } = [];
}
