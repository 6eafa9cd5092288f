using Erasure.Parquet;

namespace Erasure.Core.Lake.Queries;

/// <summary>How far a query is.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="BytesScanned">What it has read, which is what it costs.</param>
public sealed record QueryProgress(QueryState State, long BytesScanned);
