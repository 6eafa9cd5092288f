namespace Erasure.Parquet.Matching;

/// <summary>Who asks for each of a column's values, by the value's id: mostly one, whom this keeps in four bytes.</summary>
internal sealed class Askers
{
    /// <summary>In the place of all who come after <see cref="AskedRows.MostAskers"/> of one value.</summary>
    public const int Others = -1;

    private const int Nobody = -2;

    private readonly List<int> first = [];
    private readonly Dictionary<int, List<int>> more = [];

    /// <summary>Notes that somebody asks for a value.</summary>
    public void Add(int id, int asker)
    {
        while (first.Count <= id)
        {
            first.Add(Nobody);
        }

        if (first[id] == Nobody)
        {
            first[id] = asker;
            return;
        }

        if (first[id] == asker)
        {
            return;
        }

        if (!more.TryGetValue(id, out List<int>? others))
        {
            more.Add(id, others = []);
        }

        int added = others.Count < AskedRows.MostAskers - 1 ? asker : Others;
        if (others.Count < AskedRows.MostAskers && !others.Contains(added))
        {
            others.Add(added);
        }
    }

    /// <summary>Who asks for a value.</summary>
    public IEnumerable<int> Of(int id)
    {
        if (id < first.Count && first[id] != Nobody)
        {
            yield return first[id];
            foreach (int other in more.GetValueOrDefault(id, []))
            {
                yield return other;
            }
        }
    }
}
