using ErasureFunctions.Tests.Hubs;

namespace ErasureFunctions.Tests.Engine;

/// <summary>A hub of Microsoft's, but that its timers wait for a clock moved by hand, and that it can tell when it has nothing to do.</summary>
/// <remarks>
/// Durable Task takes the time from the machine. An instance's steps are therefore noted with the time that the clock by hand showed
/// when they began; <see cref="TimeOf"/> gives it back for the same step at each replay.
/// </remarks>
internal interface IHandMovedHub
{
    /// <summary>Most events that an instance's history has had.</summary>
    long LargestHistory { get; }

    /// <summary>When the next timer is due by the clock; null where none is.</summary>
    DateTimeOffset? NextTimerDue { get; }

    /// <summary>What the clock by hand showed at a time of the machine, as the instance has seen it.</summary>
    DateTimeOffset TimeOf(string instanceId, DateTime machineTime);

    /// <summary>The machine's time of the last step that began by then.</summary>
    DateTime MachineTimeOf(DateTimeOffset hand);

    /// <summary>Ends when nothing is left to do but to wait for timers and events.</summary>
    Task WhenIdleAsync();

    /// <summary>Forgets an instance as a hub does that was lost or restored, whether it has ended or not.</summary>
    bool Vanish(string instanceId);

    /// <summary>Lets a worker have it, with all that is in it.</summary>
    Task<TaskHub> OpenAsync();

    /// <summary>Takes back what a worker that is gone had under way, as a lease that runs out would.</summary>
    Task CloseAsync();
}
