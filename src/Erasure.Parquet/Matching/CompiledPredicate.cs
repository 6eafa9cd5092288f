using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Matching;

/// <summary>A predicate bound to one file's schema, its values converted once.</summary>
internal sealed record CompiledPredicate(IReadOnlyList<ColumnQuery> Queries, IReadOnlyList<CompositePart[]> Composites, IReadOnlyList<MatchProblem> Problems)
{
    public static CompiledPredicate Compile(RowPredicate predicate, SchemaTree schema)
    {
        Builder builder = new(schema);
        long ordinal = 0;
        foreach (SimpleMatch match in predicate.Simple)
        {
            foreach (string path in match.Columns)
            {
                builder.AddSimple(path, match.Values, ordinal);
            }

            ordinal += match.Values.Count;
        }

        foreach (CompositeMatch match in predicate.Composite)
        {
            builder.AddComposite(match, ordinal++);
        }

        return builder.Build();
    }

    private sealed class Builder(SchemaTree schema)
    {
        private readonly ColumnResolver resolver = new(schema);
        private readonly Dictionary<string, (LeafColumn? Column, MatchProblemCode Problem)> resolved = new(StringComparer.Ordinal);
        private readonly Dictionary<int, QueryBuilder> queries = [];
        private readonly List<CompositePart[]> composites = [];
        private readonly List<MatchProblem> problems = [];

        public void AddSimple(string path, IReadOnlyList<SecretText> values, long ordinal)
        {
            if (Resolve(path, ordinal) is not { } query)
            {
                return;
            }

            for (int i = 0; i < values.Count; i++)
            {
                if (!query.TryAdd(values[i], isSimple: true, out _))
                {
                    problems.Add(new MatchProblem(MatchProblemCode.ValueNotConvertible, path, query.Column.TypeName, ordinal + i));
                }
            }
        }

        public void AddComposite(CompositeMatch match, long ordinal)
        {
            List<CompositePart> parts = [];
            foreach (ColumnValue part in match.Parts)
            {
                if (Resolve(part.Column, ordinal) is not { } query)
                {
                    return;
                }

                if (!query.TryAdd(part.Value, isSimple: false, out int id))
                {
                    problems.Add(new MatchProblem(MatchProblemCode.ValueNotConvertible, part.Column, query.Column.TypeName, ordinal));
                    return;
                }

                parts.Add(new CompositePart(query.Position, id));
            }

            if (parts.Count > 0)
            {
                composites.Add([.. parts.OrderBy(part => part.Query)]);
            }
        }

        public CompiledPredicate Build() => new([.. queries.Values.Select(query => query.Build())], composites, problems);

        private QueryBuilder? Resolve(string path, long ordinal)
        {
            if (!resolved.TryGetValue(path, out (LeafColumn? Column, MatchProblemCode Problem) found))
            {
                found = resolver.Resolve(path);
                resolved.Add(path, found);
            }

            if (found.Column is not { } column)
            {
                problems.Add(new MatchProblem(found.Problem, path, resolver.TypeName(path), ordinal));
                return null;
            }

            if (!queries.TryGetValue(column.Ordinal, out QueryBuilder? query))
            {
                query = new QueryBuilder(queries.Count, column);
                queries.Add(column.Ordinal, query);
            }

            return query;
        }
    }

    private sealed class QueryBuilder(int position, LeafColumn column)
    {
        private readonly Dictionary<SecretText, int> ids = [];
        private readonly Dictionary<string, int> idsByBytes = new(StringComparer.Ordinal);
        private readonly List<(byte[] Value, int Id)> values = [];
        private readonly List<bool> isSimple = [];

        public int Position => position;

        public LeafColumn Column => column;

        /// <summary>False where the text is not a value of the column.</summary>
        public bool TryAdd(SecretText text, bool isSimple, out int id)
        {
            if (!ids.TryGetValue(text, out id))
            {
                id = Add(ValueParser.Parse(column, text.Reveal()));
                ids.Add(text, id);
            }

            if (id >= 0)
            {
                this.isSimple[id] |= isSimple;
            }

            return id >= 0;
        }

        public ColumnQuery Build() => new(column, ValueSet.Create(column, values), [.. isSimple]);

        /// <summary>Different texts can mean the same value ("1.50" and "1.5"); they share an id.</summary>
        private int Add(IReadOnlyList<byte[]> forms)
        {
            if (forms.Count == 0)
            {
                return -1;
            }

            string key = Convert.ToHexString(forms[0]);
            if (!idsByBytes.TryGetValue(key, out int id))
            {
                id = isSimple.Count;
                isSimple.Add(false);
                idsByBytes.Add(key, id);
                values.AddRange(forms.Select(form => (form, id)));
            }

            return id;
        }
    }
}
