namespace Erasure.Embedded.Engine.Instances;

/// <summary>What became of an attempt to steer an instance.</summary>
public enum SteeringResult
{
    /// <summary>Done, and durable.</summary>
    Done,

    /// <summary>There is no such instance.</summary>
    NotFound,

    /// <summary>The instance has ended.</summary>
    Ended,

    /// <summary>The instance hasn't ended, or not in the way that this needs.</summary>
    WrongState,
}
