using Erasure.Embedded.Engine.History;
using Erasure.Embedded.Engine.Instances;

namespace Erasure.Embedded.Engine.Management;

/// <summary>How to take a failed instance back.</summary>
/// <param name="Row">The instance, as it was when this was planned.</param>
/// <param name="Steps">Its history without what failed.</param>
/// <param name="Redelivered">What it took in when it failed, but for failures; it takes them in again.</param>
/// <param name="Open">What it waits for then.</param>
/// <param name="Children">Failed children among these, by task.</param>
internal sealed record RewindPlan(
    InstanceRow Row,
    IReadOnlyList<IReadOnlyList<HistoryEvent>> Steps,
    IReadOnlyList<HistoryEvent> Redelivered,
    IReadOnlyList<HistoryEvent> Open,
    IReadOnlyDictionary<int, RewindPlan> Children);
