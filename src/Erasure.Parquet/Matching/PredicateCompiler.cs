using System.Text;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Matching;

/// <summary>Gathers what is asked of a file's columns: once for what is compared byte by byte, and once for each form that texts are compared in.</summary>
internal sealed class PredicateCompiler(SchemaTree schema, IReadOnlyList<int>? askers)
{
    private readonly ColumnResolver resolver = new(schema);
    private readonly Dictionary<string, (LeafColumn? Column, MatchProblemCode Problem)> resolved = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Column, MatchRules Rules), QueryBuilder> queries = [];
    private readonly List<QueryBuilder> inOrder = [];
    private readonly List<CompositeQuery> composites = [];
    private readonly List<MatchProblem> problems = [];
    private readonly HashSet<(int Column, string Path)> beyondAscii = [];

    public void AddSimple(string path, SimpleMatch match, long ordinal)
    {
        if (Resolve(path, ordinal) is not { } column || IsAlwaysNull(column))
        {
            return;
        }

        for (int i = 0; i < match.Values.Count; i++)
        {
            List<AskedValue> asked = Ask(column, path, match.Values[i], match.Rules, isSimple: true, askers?[(int)ordinal + i]);
            if (asked.Count == 0)
            {
                problems.Add(new MatchProblem(MatchProblemCode.ValueNotConvertible, path, column.TypeName, ordinal + i));
            }
        }
    }

    public void AddComposite(CompositeMatch match, long ordinal)
    {
        List<CompositePart> parts = [];
        foreach (ColumnValue part in match.Parts)
        {
            if (Resolve(part.Column, ordinal) is not { } column || IsAlwaysNull(column))
            {
                return;
            }

            List<AskedValue> asked = Ask(column, part.Column, part.Value, part.Rules, isSimple: false);
            if (asked.Count == 0)
            {
                problems.Add(new MatchProblem(MatchProblemCode.ValueNotConvertible, part.Column, column.TypeName, ordinal));
                return;
            }

            parts.Add(new CompositePart(column, asked));
        }

        if (parts.Count == 0)
        {
            return;
        }

        ElementGroup? elements = match.AcrossElements ? null : ElementGroup.Of(parts);
        composites.Add(new CompositeQuery([.. parts.OrderBy(part => part.LastQuery)], elements, askers?[(int)ordinal]));
        if (elements is not null)
        {
            foreach (AskedValue value in parts.Where(part => part.Column.MaxRepetition > 0).SelectMany(part => part.Values))
            {
                inOrder[value.Query].NeedsElements = true;
            }
        }
    }

    public CompiledPredicate Build() =>
        new([.. inOrder.Select(query => query.Build())], composites, problems) { BeyondAscii = beyondAscii.ToLookup(static pair => pair.Column, static pair => pair.Path) };

    /// <summary>Such a column equals nothing, and there is nothing of it to read.</summary>
    private static bool IsAlwaysNull(LeafColumn column) => column.Logical.Kind == LogicalKind.Null;

    private LeafColumn? Resolve(string path, long ordinal)
    {
        if (!resolved.TryGetValue(path, out (LeafColumn? Column, MatchProblemCode Problem) found))
        {
            found = resolver.Resolve(path);
            resolved.Add(path, found);
        }

        if (found.Column is null)
        {
            problems.Add(new MatchProblem(found.Problem, path, resolver.TypeName(path), ordinal));
        }

        return found.Column;
    }

    /// <summary>Every way in which a stored value can equal the text: none where it isn't a value of the column.</summary>
    private List<AskedValue> Ask(LeafColumn column, string path, SecretText value, MatchRules rules, bool isSimple, int? asker = null)
    {
        bool isText = ValueParser.MayBeText(column);
        if (isText && !Ascii.IsValid(value.Reveal()))
        {
            beyondAscii.Add((column.Ordinal, path));
        }

        bool isInForm = rules != MatchRules.None && isText;
        List<AskedValue> asked = [];
        if (isInForm)
        {
            asked.AddRange(QueryOf(column, rules).Ask(value, rules, isSimple, asker));
        }

        if (!isInForm || ValueParser.MayBeBinary(column))
        {
            asked.AddRange(QueryOf(column, MatchRules.None).Ask(value, rules, isSimple, asker));
        }

        return asked;
    }

    private QueryBuilder QueryOf(LeafColumn column, MatchRules rules)
    {
        if (!queries.TryGetValue((column.Ordinal, rules), out QueryBuilder? query))
        {
            query = new QueryBuilder(inOrder.Count, column, rules);
            queries.Add((column.Ordinal, rules), query);
            inOrder.Add(query);
        }

        return query;
    }
}
