using System.Text;

namespace Erasure.Parquet.Text;

/// <summary>Columns that hold values which aren't valid text: they may be of another character set than is said. Whoever is asked for by letters beyond ASCII may stand there unread, and is told so.</summary>
internal sealed class CharsetDoubts(RowPredicate predicate, List<MatchProblem> problems, string type)
{
    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    /// <summary>A value of the column isn't valid text.</summary>
    /// <param name="column">As the matches name it.</param>
    public void Tell(string column)
    {
        if (!told.Add(column))
        {
            return;
        }

        int ordinal = 0;
        foreach (SimpleMatch match in predicate.Simple)
        {
            for (int i = 0; i < match.Values.Count && match.Columns.Contains(column, StringComparer.Ordinal); i++)
            {
                Tell(column, match.Values[i], ordinal + i);
            }

            ordinal += match.Values.Count;
        }

        foreach (CompositeMatch match in predicate.Composite)
        {
            if (match.Parts.FirstOrDefault(part => part.Column == column) is { } part)
            {
                Tell(column, part.Value, ordinal);
            }

            ordinal++;
        }
    }

    private void Tell(string column, SecretText value, int ordinal)
    {
        if (!Ascii.IsValid(value.Reveal()))
        {
            problems.Add(new MatchProblem(MatchProblemCode.ColumnMalformed, column, type, ordinal) { IsOfValue = true });
        }
    }
}
