using Erasure.Embedded.Engine.Activities;
using Erasure.Embedded.Engine.Instances;

namespace Erasure.Embedded.Engine;

/// <summary>Takes what a commit has made possible. Called on the database writer's thread.</summary>
internal interface IEngineSignals
{
    /// <summary>Wakes whoever waits for an instance to begin or end.</summary>
    InstanceChanges Changes { get; }

    /// <summary>There is something for this instance to take in.</summary>
    void Ready(long instance);

    /// <summary>An activity waits to be run.</summary>
    void ActivityQueued(QueuedActivity activity);

    /// <summary>A timer was set.</summary>
    void TimerSet(long dueTicks);

    /// <summary>A step has read what is due at that time.</summary>
    void TimersRead(long nowTicks);
}
