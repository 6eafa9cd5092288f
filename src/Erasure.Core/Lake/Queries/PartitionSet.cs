using Erasure.Parquet;

namespace Erasure.Core.Lake.Queries;

/// <summary>Partitions that one query looks into.</summary>
/// <param name="Values">Their values by partition key.</param>
/// <param name="Folders">Where their objects are in the mapper's store: all that the query can see.</param>
public sealed record PartitionSet(IReadOnlyDictionary<string, string> Values, IReadOnlyList<string> Folders);
