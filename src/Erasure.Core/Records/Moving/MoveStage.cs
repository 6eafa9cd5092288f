namespace Erasure.Core.Records.Moving;

/// <summary>How far a store is in a move.</summary>
public enum MoveStage
{
    /// <summary>Records are coming in, and aren't all there or compared yet.</summary>
    Arriving,

    /// <summary>All came in; open erasures have no orchestration here yet, and begin again from their records.</summary>
    Arrived,

    /// <summary>As <see cref="Arrived"/>, and orchestrations have begun.</summary>
    Settled,

    /// <summary>All records are somewhere else now; what is left here is of the past.</summary>
    Left,
}
