using Erasure.Parquet.Matching;

namespace Erasure.Parquet.Verify;

/// <summary>Tells in which rows a composite match holds, by trying the elements one after the other.</summary>
internal sealed class CompositePlaces(CompositeQuery composite)
{
    /// <summary>The whole match, where it is enough that its parts hold in the same row.</summary>
    private readonly ElementGroup row = composite.Elements ?? new ElementGroup(0, composite.Parts, []);

    /// <param name="places">By part, where it holds.</param>
    public IEnumerable<int> Rows(Func<CompositePart, IReadOnlyList<int[]>> places) => Elements(row, places);

    /// <summary>The elements of the group, within the places that are given, in which all of it holds.</summary>
    private static IEnumerable<int> Elements(ElementGroup group, Func<CompositePart, IReadOnlyList<int[]>> places)
    {
        CompositePart[] parts = [.. PartsOf(group)];
        Dictionary<CompositePart, ILookup<int, int[]>> byElement = new(ReferenceEqualityComparer.Instance);
        foreach (CompositePart part in parts)
        {
            byElement[part] = places(part).ToLookup(place => place[group.Level]);
        }

        foreach (int element in byElement[parts[0]].Select(places => places.Key))
        {
            if (group.Parts.All(part => byElement[part].Contains(element))
                && group.Inner.All(inner => Elements(inner, part => [.. byElement[part][element]]).Any()))
            {
                yield return element;
            }
        }
    }

    private static IEnumerable<CompositePart> PartsOf(ElementGroup group) => group.Parts.Concat(group.Inner.SelectMany(PartsOf));
}
