using System.Text.Json.Serialization;

namespace Erasure.Core.Deletion.Counts;

/// <summary>What a job came to for one of its matches, as its report tells it. Holds no value. There is no record of a match of which nothing was there.</summary>
/// <param name="Match">The match's id in the deletion queue.</param>
/// <param name="Mappers">What it has, by mapper.</param>
public sealed record JobMatch(string Match, IReadOnlyDictionary<string, MatchCount> Mappers)
{
    /// <summary>What it has over all mappers.</summary>
    [JsonIgnore]
    public MatchCount Sum => Mappers.Values.Aggregate(new MatchCount(), (sum, count) => sum.Plus(count));
}
