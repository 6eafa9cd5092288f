using Erasure.Core.Records.Moving;

namespace Erasure.Host.CommandLine.Migration;

/// <summary>What <c>migrate</c> did.</summary>
/// <param name="Result">The move.</param>
/// <param name="From">Where the records came from.</param>
/// <param name="To">Where they are.</param>
/// <param name="Destroyed">Records that were left and destroyed; null where that wasn't asked for.</param>
internal sealed record Migrated(MoveResult Result, string From, string To, long? Destroyed);
