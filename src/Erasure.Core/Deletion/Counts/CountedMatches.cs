using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Manifest;

namespace Erasure.Core.Deletion.Counts;

/// <summary>What some of a job's matches have, by mapper: of as many as are worked on at once.</summary>
internal sealed class CountedMatches
{
    private readonly Dictionary<(int Match, string Mapper), MatchCount> counts = [];

    /// <summary>Of whom nothing is.</summary>
    public static CountedMatches None { get; } = new();

    /// <summary>Reads those of the matches from a number on.</summary>
    public static async Task<CountedMatches> OfAsync(JobStore store, string jobId, int first, int count, CancellationToken cancellationToken)
    {
        CountedMatches counted = new();
        for (int number = first / MatchCountPart.Size; count > 0 && number <= (first + count - 1) / MatchCountPart.Size; number++)
        {
            foreach (MatchCountPart part in await store.CountsAsync(jobId, number, cancellationToken))
            {
                foreach ((int match, MatchCount known) in part.Counts.Where(one => one.Key >= first && one.Key < first + count))
                {
                    counted.counts[(match, part.Mapper)] = known;
                }
            }
        }

        return counted;
    }

    /// <summary>What a match has in a mapper; null where that is nothing.</summary>
    public MatchCount? Of(int match, JobMapper mapper) => counts.GetValueOrDefault((match, mapper.Mapper.Id));

    /// <summary>What it has in those of the mappers that it asks.</summary>
    /// <param name="match">The match.</param>
    /// <param name="number">Its number.</param>
    /// <param name="mappers">The job's mappers.</param>
    public JobMatch Of(ManifestMatch match, int number, IEnumerable<JobMapper> mappers) => new(
        match.Id,
        mappers.Where(mapper => match.Asks(mapper.Mapper))
            .Select(mapper => (mapper.Mapper.Id, Count: Of(number, mapper)))
            .Where(one => one.Count is not null)
            .ToDictionary(one => one.Id, one => one.Count!));
}
