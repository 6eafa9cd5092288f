using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Matching;

/// <summary>A predicate bound to one file's schema, its values converted once.</summary>
internal sealed record CompiledPredicate(IReadOnlyList<ColumnQuery> Queries, IReadOnlyList<CompositeQuery> Composites, IReadOnlyList<MatchProblem> Problems)
{
    /// <summary>By leaf that may hold text, the paths by which values with letters beyond ASCII are asked of it.</summary>
    public ILookup<int, string> BeyondAscii { get; init; } = Array.Empty<string>().ToLookup(static _ => 0);

    /// <summary>Whose the rows are is to be told.</summary>
    public bool TellsAskers { get; init; }

    public static CompiledPredicate Compile(RowPredicate predicate, SchemaTree schema)
    {
        PredicateCompiler compiler = new(schema, predicate.Askers);
        long ordinal = 0;
        foreach (SimpleMatch match in predicate.Simple)
        {
            foreach (string path in match.Columns)
            {
                compiler.AddSimple(path, match, ordinal);
            }

            ordinal += match.Values.Count;
        }

        foreach (CompositeMatch match in predicate.Composite)
        {
            compiler.AddComposite(match, ordinal++);
        }

        return compiler.Build() with { TellsAskers = predicate.Askers is not null };
    }
}
