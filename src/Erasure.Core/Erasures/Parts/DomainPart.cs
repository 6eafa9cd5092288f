using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Core.Erasures.Parts;

/// <summary>A domain's sub-orchestration as the erasure's orchestration awaits it. It may have been started more than once, under one id: whichever lives counts.</summary>
internal sealed class DomainPart
{
    private readonly List<Task<DomainEnd>> executions = [];

    /// <summary>When it was started last.</summary>
    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>What may end.</summary>
    public IReadOnlyList<Task> Executions => executions;

    /// <summary>One that has ended; null where none has.</summary>
    public Task<DomainEnd>? Ended => executions.Find(static execution => execution.IsCompleted);

    /// <summary>Waits for one more.</summary>
    public void Add(Task<DomainEnd> execution, DateTimeOffset now)
    {
        executions.Add(execution);
        StartedAt = now;
    }

    /// <summary>Waits no longer for one that has failed.</summary>
    /// <returns>Another works in its place: it was begun later, or was there already and lives.</returns>
    public bool GoesOnWithout(Task<DomainEnd> failed, TaskFailureDetails? failure)
    {
        bool isLast = executions[^1] == failed;
        executions.Remove(failed);
        return !isLast || failure.IsAlreadyThere();
    }
}
