using DurableTask.Core;
using DurableTask.Core.History;

namespace ErasureFunctions.Tests.Engine;

/// <summary>What is known of an instance: when its steps began by either clock, and which messages the service drops.</summary>
internal sealed class InstanceNotes
{
    private readonly Lock gate = new();
    private readonly List<(DateTime Machine, DateTimeOffset Hand)> steps = [];

    public string? ExecutionId { get; set; }

    public bool IsOver { get; set; }

    public void Note(DateTime machine, DateTimeOffset hand)
    {
        lock (gate)
        {
            steps.Add((machine, hand));
        }
    }

    public DateTimeOffset TimeOf(DateTime machine)
    {
        lock (gate)
        {
            return (steps.FindLast(step => step.Machine <= machine) is { Machine.Ticks: > 0 } step ? step : steps[0]).Hand;
        }
    }

    public DateTime MachineTimeOf(DateTimeOffset hand)
    {
        lock (gate)
        {
            return steps.FindLast(step => step.Hand <= hand).Machine;
        }
    }

    /// <summary>As the service decides: what has ended takes only a new start, and messages of an earlier execution are stale.</summary>
    public bool Accepts(TaskMessage message)
    {
        bool isOfAnotherExecution = message.OrchestrationInstance.ExecutionId is { } execution && ExecutionId is { } known && execution != known;
        if (message.Event is not ExecutionStartedEvent)
        {
            return !IsOver && !isOfAnotherExecution;
        }

        ExecutionId = isOfAnotherExecution && IsOver ? message.OrchestrationInstance.ExecutionId : ExecutionId;
        IsOver = false;
        return true;
    }
}
