using Erasure.Parquet;

namespace Erasure.Core.Lake.Queries;

/// <summary>What was prepared.</summary>
/// <param name="Partitions">The partitions, a query for each.</param>
/// <param name="Problems">Matches that can't be asked of the table; the others are.</param>
public sealed record QueryPreparation(IReadOnlyList<PartitionSet> Partitions, IReadOnlyList<MatchProblem> Problems);
