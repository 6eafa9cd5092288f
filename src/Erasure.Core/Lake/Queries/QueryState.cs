using Erasure.Parquet;

namespace Erasure.Core.Lake.Queries;

/// <summary>Where a query stands.</summary>
public enum QueryState
{
    /// <summary>Waits or runs.</summary>
    Running,

    /// <summary>Its results can be read.</summary>
    Succeeded,

    /// <summary>It failed or was stopped.</summary>
    Failed,
}
