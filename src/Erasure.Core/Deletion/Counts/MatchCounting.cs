using Erasure.Core.Deletion.Objects;

namespace Erasure.Core.Deletion.Counts;

/// <summary>Adds up, over a job's objects, what each match has in each mapper.</summary>
internal sealed class MatchCounting(bool isDryRun)
{
    private readonly Dictionary<(int Number, string Mapper), SortedDictionary<int, MatchCount>> parts = [];

    /// <summary>Takes an object.</summary>
    public void Add(JobObject item)
    {
        if (!item.Erased.IsNothing && HeldRows.Unpack(item.Erased.Held) is { } erased)
        {
            Add(item.Mapper, erased, by => MatchCount.OfErased(by, item.IsErasureVerified));
        }

        if (item.Underway is { IsNothing: false } underway && HeldRows.Unpack(underway.Held) is { } taken)
        {
            // The store's answer was lost: it may be done.
            Add(item.Mapper, taken, by => MatchCount.OfErased(by, isVerified: false));
        }

        if (item.FoundInRound is not null && HeldRows.Unpack(item.Held) is { } held)
        {
            Add(item.Mapper, held, by => isDryRun && item.State == JobObjectState.Found ? MatchCount.OfErased(by, isVerified: true) : MatchCount.OfLeft(by, item));
        }
    }

    /// <summary>What was added up, in parts that fit a record each.</summary>
    public IEnumerable<MatchCountPart> Parts => parts.Select(part => new MatchCountPart(part.Key.Number, part.Key.Mapper, part.Value));

    private void Add(string mapper, HeldRows rows, Func<HeldBy, MatchCount> countOf)
    {
        foreach ((int match, HeldBy by) in rows.Matches)
        {
            if (countOf(by) is not { IsNothing: false } count)
            {
                continue;
            }

            (int, string) key = (match / MatchCountPart.Size, mapper);
            if (!parts.TryGetValue(key, out SortedDictionary<int, MatchCount>? part))
            {
                parts.Add(key, part = []);
            }

            part[match] = part.TryGetValue(match, out MatchCount? before) ? before.Plus(count) : count;
        }
    }
}

/// <summary>What some matches of a job have in one of its mappers, as kept in a record until the job ends.</summary>
/// <param name="Number">Which matches: those from <paramref name="Number"/> times <see cref="Size"/> on.</param>
/// <param name="Mapper">The mapper's id.</param>
/// <param name="Counts">By the match's number in the manifest; without those of whom nothing is there.</param>
internal sealed record MatchCountPart(int Number, string Mapper, IReadOnlyDictionary<int, MatchCount> Counts)
{
    /// <summary>Matches of a part: a record has its limits.</summary>
    public const int Size = 1000;
}
