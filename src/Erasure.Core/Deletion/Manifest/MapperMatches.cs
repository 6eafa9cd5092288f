using Erasure.Core.Deletion.Queue;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Parquet;

namespace Erasure.Core.Deletion.Manifest;

/// <summary>What a job's matches ask of one mapper's objects.</summary>
internal sealed class MapperMatches
{
    private readonly List<int> itemOfOrdinal;
    private readonly int firstSimple;
    private readonly int firstComposite;

    private MapperMatches(RowPredicate predicate, List<int> itemOfOrdinal, int firstSimple, int firstComposite)
    {
        Predicate = predicate;
        this.itemOfOrdinal = itemOfOrdinal;
        this.firstSimple = firstSimple;
        this.firstComposite = firstComposite;
    }

    /// <summary>The rows that go; who asks for them is told by their number in the manifest. The same one for every object, so that erasers prepare it once.</summary>
    public RowPredicate Predicate { get; }

    /// <summary>Which matches of the manifest, by their number in it, a problem keeps from being asked; none where nothing is owed for it.</summary>
    public IEnumerable<int> ItemsOf(MatchProblem problem)
    {
        if (problem.Code == MatchProblemCode.ValueNotConvertible)
        {
            // One value stands for columns of all kinds: a column of numbers just doesn't hold an address.
            bool isSimple = problem.Ordinal >= firstSimple && problem.Ordinal < firstComposite;
            return isSimple ? [] : [itemOfOrdinal[(int)problem.Ordinal]];
        }

        if (problem.IsOfValue)
        {
            return [itemOfOrdinal[(int)problem.Ordinal]];
        }

        // The column itself is in the way, of every value that is asked of it.
        int first = 0;
        List<int> items = [];
        foreach (SimpleMatch match in Predicate.Simple)
        {
            if (match.Columns.Contains(problem.Column, StringComparer.Ordinal))
            {
                items.AddRange(itemOfOrdinal.GetRange(first, match.Values.Count));
            }

            first += match.Values.Count;
        }

        for (int i = 0; i < Predicate.Composite.Count; i++)
        {
            if (Predicate.Composite[i].Parts.Any(part => part.Column == problem.Column))
            {
                items.Add(itemOfOrdinal[firstComposite + i]);
            }
        }

        return items;
    }

    /// <summary>Which matches ask for columns that are nowhere, and which columns those are.</summary>
    public (IReadOnlySet<int> Items, IReadOnlySet<string> Columns) Without(Func<string, bool> isNowhere)
    {
        SortedSet<int> items = [];
        SortedSet<string> columns = new(StringComparer.Ordinal);
        int first = 0;
        for (int i = 0; i < Predicate.Simple.Count; i++)
        {
            int count = Predicate.Simple[i].Values.Count;
            string[] missing = [.. Predicate.Simple[i].Columns.Where(isNowhere)];
            if (missing.Length > 0)
            {
                items.UnionWith(itemOfOrdinal.GetRange(first, count));
                columns.UnionWith(missing);
            }

            first += count;
        }

        for (int i = 0; i < Predicate.Composite.Count; i++)
        {
            string[] missing = [.. Predicate.Composite[i].Parts.Select(part => part.Column).Where(isNowhere)];
            if (missing.Length > 0)
            {
                items.Add(itemOfOrdinal[firstComposite + i]);
                columns.UnionWith(missing);
            }
        }

        return (items, columns);
    }

    /// <summary>Values that are asked, and composites.</summary>
    public int Asked => itemOfOrdinal.Count;

    /// <summary>The matches that ask something of this mapper, by their number in the manifest.</summary>
    public IReadOnlySet<int> Items => itemOfOrdinal.ToHashSet();

    /// <summary>Those of them that an object may hold of whose rows nothing is known: all that its key doesn't contradict.</summary>
    public IReadOnlySet<int> ItemsBut(PartitionedPredicate key)
    {
        SortedSet<int> items = [];
        int ordinal = 0;
        foreach (SimpleMatch match in Predicate.Simple)
        {
            foreach (SecretText value in match.Values)
            {
                if (!match.Columns.All(column => key.Contradicts(column, value)))
                {
                    items.Add(itemOfOrdinal[ordinal]);
                }

                ordinal++;
            }
        }

        foreach (CompositeMatch match in Predicate.Composite)
        {
            if (!match.Parts.Any(part => key.Contradicts(part.Column, part.Value)))
            {
                items.Add(itemOfOrdinal[ordinal]);
            }

            ordinal++;
        }

        return items;
    }

    /// <summary>What some of the matches ask.</summary>
    public RowPredicate Of(IReadOnlySet<int> items)
    {
        List<SimpleMatch> simple = [];
        int ordinal = 0;
        foreach (SimpleMatch match in Predicate.Simple)
        {
            List<SecretText> values = [.. match.Values.Where((_, i) => items.Contains(itemOfOrdinal[ordinal + i]))];
            ordinal += match.Values.Count;
            if (values.Count > 0)
            {
                simple.Add(match with { Values = values });
            }
        }

        return new RowPredicate(simple, [.. Predicate.Composite.Where((_, i) => items.Contains(itemOfOrdinal[firstComposite + i]))]);
    }

    /// <summary>Gathers the matches of one mapper.</summary>
    /// <param name="mapper">The mapper.</param>
    /// <param name="isDryRun">What exact comparison would leave is to be counted, too.</param>
    internal sealed class Builder(DataMapper mapper, bool isDryRun)
    {
        private readonly Dictionary<string, (List<SecretText> Values, List<int> Items)> byIdentifier = mapper.Identifiers.Keys.ToDictionary(
            name => name,
            _ => (new List<SecretText>(), new List<int>()),
            StringComparer.Ordinal);
        private readonly List<SecretText> simple = [];
        private readonly List<int> simpleItems = [];
        private readonly List<CompositeMatch> composite = [];
        private readonly List<int> compositeItems = [];

        /// <summary>Adds a match.</summary>
        /// <returns>False where it asks nothing of this mapper.</returns>
        public bool TryAdd(ManifestMatch match, int item)
        {
            if (!match.IsFor(mapper.Id))
            {
                return false;
            }

            switch (match.Kind)
            {
                case MatchKind.Simple:
                    simple.Add(new SecretText(match.Values[MatchValues.Any]));
                    simpleItems.Add(item);
                    return true;
                case MatchKind.Composite:
                    composite.Add(new CompositeMatch([.. match.Values.Select(part => new ColumnValue(part.Key, new SecretText(part.Value)) { Rules = mapper.RulesOf(part.Key) })])
                    {
                        AcrossElements = match.AcrossElements
                    });
                    compositeItems.Add(item);
                    return true;
                default:
                    bool isAsked = false;
                    foreach ((string name, string value) in match.Values)
                    {
                        if (value.Length > 0 && byIdentifier.TryGetValue(name, out (List<SecretText> Values, List<int> Items) list))
                        {
                            list.Values.Add(new SecretText(value));
                            list.Items.Add(item);
                            isAsked = true;
                        }
                    }

                    return isAsked;
            }
        }

        /// <summary>All of them; null where nothing is asked.</summary>
        public MapperMatches? Build()
        {
            List<SimpleMatch> matches = [];
            List<int> items = [];
            foreach ((string name, (List<SecretText> values, List<int> itemsOfName)) in byIdentifier)
            {
                if (values.Count > 0)
                {
                    Add(mapper.Identifiers[name], values, itemsOfName);
                }
            }

            int firstSimple = items.Count;
            if (simple.Count > 0)
            {
                Add(mapper.Columns(), simple, simpleItems);
            }

            int firstComposite = items.Count;
            items.AddRange(compositeItems);
            return items.Count == 0 ? null : new MapperMatches(new RowPredicate(matches, composite) { CountNearMisses = isDryRun, Askers = items }, items, firstSimple, firstComposite);

            void Add(IEnumerable<IdentifierColumn> columns, List<SecretText> values, List<int> itemsOfValues)
            {
                foreach (IGrouping<MatchRules, string> alike in columns.GroupBy(column => column.MatchRules, column => column.Column))
                {
                    matches.Add(new SimpleMatch([.. alike.Distinct(StringComparer.Ordinal)], values) { Rules = alike.Key });
                    items.AddRange(itemsOfValues);
                }
            }
        }
    }
}
