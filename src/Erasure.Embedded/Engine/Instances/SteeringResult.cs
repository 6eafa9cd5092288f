namespace Erasure.Embedded.Engine.Instances;

/// <summary>What became of an attempt to steer an instance.</summary>
public enum SteeringResult
{
    /// <summary>Done, and durable.</summary>
    Done,

    /// <summary>There is no such instance.</summary>
    NotFound,

    /// <summary>The instance isn't in a state for this; most often it has ended.</summary>
    Ended,
}
