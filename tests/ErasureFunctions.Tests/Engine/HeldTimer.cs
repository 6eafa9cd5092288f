using DurableTask.Core;

namespace ErasureFunctions.Tests.Engine;

/// <summary>A timer that waits for the clock by hand.</summary>
internal sealed class HeldTimer(TaskMessage message, DateTimeOffset due)
{
    public TaskMessage Message { get; } = message;

    public DateTimeOffset Due { get; } = due;

    public ITimer? Alarm { get; set; }
}
