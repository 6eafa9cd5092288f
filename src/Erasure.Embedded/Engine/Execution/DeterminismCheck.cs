using Erasure.Embedded.Engine.History;

namespace Erasure.Embedded.Engine.Execution;

/// <summary>Compares what an orchestrator decides on replay with what it decided then: kind, order, number, name, target and due time, but not inputs, so that an input's type may gain members.</summary>
internal static class DeterminismCheck
{
    public static void Compare(IEnumerable<HistoryEvent> then, IReadOnlyList<HistoryEvent> now)
    {
        int position = 0;
        foreach (HistoryEvent recorded in then)
        {
            HistoryEvent? decided = position < now.Count ? now[position++] : null;
            if (decided is null || !Same(recorded, decided))
            {
                Throw(recorded, decided);
            }
        }

        if (position < now.Count)
        {
            Throw(null, now[position]);
        }
    }

    private static bool Same(HistoryEvent then, HistoryEvent now) =>
        then.Type == now.Type
        && then.TaskId == now.TaskId
        && then.FireAt == now.FireAt
        && string.Equals(then.Name, now.Name, StringComparison.OrdinalIgnoreCase)
        && string.Equals(then.InstanceId, now.InstanceId, StringComparison.Ordinal);

    private static void Throw(HistoryEvent? then, HistoryEvent? now) => throw new NonDeterministicOrchestrationException(
        $"On replay the orchestrator decided {Describe(now)} where its history has {Describe(then)}. " +
        "It depends on something other than its context and input, or its code has changed since.");

    private static string Describe(HistoryEvent? decision) => decision is null
        ? "nothing"
        : string.Join(' ', new[]
        {
            $"#{decision.TaskId} {decision.Type}",
            decision.Name is null ? null : $"'{decision.Name}'",
            decision.InstanceId is null ? null : $"of instance '{decision.InstanceId}'",
            decision.FireAt is null ? null : $"at {decision.FireAt:O}",
        }.Where(static part => part is not null));
}
