using System.Text;
using Erasure.Aws.Glue;
using Erasure.Parquet;

namespace Erasure.Aws.Athena;

/// <summary>What a predicate asks of a table: groups of matches for the statement, and their lines for the manifest.</summary>
/// <remarks>Columns that the table doesn't have, or that can't be compared, are left out and told; so the groups are the same each time they are made from the same predicate and table.</remarks>
internal sealed class TableMatches
{
    private readonly RowPredicate predicate;
    private readonly Dictionary<string, GlueType.Scalar?> types = new(StringComparer.Ordinal);
    private readonly List<MatchGroup> groups = [];
    private readonly Dictionary<string, int> compositeGroups = new(StringComparer.Ordinal);
    private readonly List<MatchProblem> problems = [];

    /// <summary>Sorts the matches into groups.</summary>
    public TableMatches(RowPredicate predicate, GlueTable table)
    {
        this.predicate = predicate;
        long ordinal = 0;
        for (int i = 0; i < predicate.Simple.Count; i++)
        {
            SimpleMatch match = predicate.Simple[i];
            string[] columns = [.. match.Columns.Where(column => TypeOf(table, column, ordinal) is not null)];
            groups.Add(new MatchGroup(i, columns, IsComposite: false)
            {
                Rules = [.. columns.Select(_ => match.Rules)],
                BeyondAscii = match.Values.All(IsAscii) ? [] : [.. columns.Where(IsText)],
            });
            ordinal += match.Values.Count;
        }

        foreach (CompositeMatch match in predicate.Composite)
        {
            if (match.Parts.All(part => TypeOf(table, part.Column, ordinal) is not null))
            {
                Add(match);
            }

            ordinal++;
        }
    }

    /// <summary>Groups that ask something.</summary>
    public IReadOnlyList<MatchGroup> Groups => [.. groups.Where(group => group.Columns.Count > 0)];

    /// <summary>The manifest's lines.</summary>
    public IEnumerable<byte[]> Lines()
    {
        for (int i = 0; i < predicate.Simple.Count; i++)
        {
            if (groups[i].Columns.Count > 0)
            {
                foreach (SecretText value in predicate.Simple[i].Values)
                {
                    yield return Manifest.Line(i, [value.Reveal()]);
                }
            }
        }

        foreach (CompositeMatch match in predicate.Composite)
        {
            if (compositeGroups.TryGetValue(NameOf(match), out int group))
            {
                yield return Manifest.Line(group, [.. match.Parts.Select(part => part.Value.Reveal())]);
            }
        }
    }

    /// <summary>Matches that can't be asked: for a column, or where <paramref name="isTyped"/> for a value that can't be of its column's type.</summary>
    /// <param name="isTyped">The files have types of their own. In text every value is one.</param>
    public IReadOnlyList<MatchProblem> Problems(bool isTyped)
    {
        if (!isTyped)
        {
            return problems;
        }

        List<MatchProblem> all = [.. problems];
        long ordinal = 0;
        foreach (SimpleMatch match in predicate.Simple)
        {
            foreach (string column in match.Columns)
            {
                for (int i = 0; i < match.Values.Count; i++)
                {
                    Add(column, match.Values[i], ordinal + i);
                }
            }

            ordinal += match.Values.Count;
        }

        foreach (CompositeMatch match in predicate.Composite)
        {
            foreach (ColumnValue part in match.Parts)
            {
                Add(part.Column, part.Value, ordinal);
            }

            ordinal++;
        }

        return all;

        void Add(string column, SecretText value, long at)
        {
            if (types[column] is { } type && !GlueValue.Fits(type, value.Reveal()))
            {
                all.Add(new MatchProblem(MatchProblemCode.ValueNotConvertible, column, type.Name, at));
            }
        }
    }

    private void Add(CompositeMatch match)
    {
        if (compositeGroups.TryAdd(NameOf(match), groups.Count))
        {
            groups.Add(new MatchGroup(groups.Count, [.. match.Parts.Select(part => part.Column)], IsComposite: true) { Rules = [.. match.Parts.Select(part => part.Rules)] });
        }

        string[] beyond = [.. match.Parts.Where(part => !IsAscii(part.Value) && IsText(part.Column)).Select(part => part.Column)];
        int at = compositeGroups[NameOf(match)];
        groups[at] = groups[at] with { BeyondAscii = [.. groups[at].BeyondAscii.Union(beyond)] };
    }

    private static bool IsAscii(SecretText value) => Ascii.IsValid(value.Reveal());

    private bool IsText(string column) => types[column] is { } type && LooseText.Compares(type);

    private static string NameOf(CompositeMatch match) => string.Join('\0', match.Parts.Select(part => $"{part.Column}\0{(int)part.Rules}"));

    private GlueType.Scalar? TypeOf(GlueTable table, string column, long ordinal)
    {
        if (types.TryGetValue(column, out GlueType.Scalar? known))
        {
            return known;
        }

        try
        {
            ColumnCondition.Equal("t", table, column, "''", MatchRules.None, out known);
        }
        catch (Exception missing) when (missing is KeyNotFoundException or NotSupportedException)
        {
            problems.Add(new MatchProblem(missing is KeyNotFoundException ? MatchProblemCode.ColumnNotFound : MatchProblemCode.TypeNotSupported, column, "", ordinal));
        }

        types.Add(column, known);
        return known;
    }
}
