using Erasure.Core.Lake;

namespace Erasure.Core.Deletion.Objects;

/// <summary>Objects that a job didn't search, on purpose.</summary>
/// <param name="Reason">Why, as a code: <c>hidden</c> (a part of the path begins with <c>_</c> or <c>.</c>), <c>excluded</c> or <c>not-included</c> (by the mapper's patterns).</param>
/// <param name="Place">Hidden: the folder or object, without partitions' values, and withheld where it names the person. Excluded: the pattern. Empty where nothing more is to say.</param>
/// <param name="Objects">How many.</param>
public sealed record SkippedObjects(string Reason, string Place, long Objects)
{
    /// <summary>Places that are named; those beyond count together.</summary>
    private const int MostPlaces = 20;

    private const string Withheld = "(withheld)";
    private const string Others = "(others)";

    /// <summary>Adds some, by place.</summary>
    internal static IReadOnlyList<SkippedObjects> Plus(IReadOnlyList<SkippedObjects> before, IReadOnlyDictionary<PassedBy, long> more, Func<string, bool> names)
    {
        OrderedDictionary<(string Reason, string Place), long> sums = [];
        foreach (SkippedObjects some in before)
        {
            sums[(some.Reason, some.Place)] = some.Objects;
        }

        foreach ((PassedBy by, long count) in more)
        {
            (string, string) place = (by.Reason, by.Reason == PassedBy.Hidden && names(by.Place) ? Withheld : by.Place);
            (string, string) counted = sums.ContainsKey(place) || sums.Count < MostPlaces ? place : (by.Reason, Others);
            sums[counted] = sums.GetValueOrDefault(counted) + count;
        }

        return [.. sums.Select(sum => new SkippedObjects(sum.Key.Reason, sum.Key.Place, sum.Value))];
    }
}
