namespace Erasure.Aws.Athena;

/// <summary>How far a query is.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="BytesScanned">What it has scanned so far, which is what it costs.</param>
/// <param name="Retryable">It failed in a way that Athena itself calls worth another try.</param>
public sealed record AthenaQuery(AthenaQueryState State, long BytesScanned, bool Retryable)
{
    /// <summary>Nothing more will happen to it.</summary>
    public bool IsOver => State is AthenaQueryState.Succeeded or AthenaQueryState.Failed or AthenaQueryState.Cancelled;
}

/// <summary>Where a query stands.</summary>
public enum AthenaQueryState
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Runs.</summary>
    Running,

    /// <summary>Its results can be read.</summary>
    Succeeded,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It was stopped.</summary>
    Cancelled,
}
