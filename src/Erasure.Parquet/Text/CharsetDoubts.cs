using System.Text;

namespace Erasure.Parquet.Text;

/// <summary>Columns that may hold values of another character set than is said: whoever may stand there unread is told so.</summary>
/// <param name="predicate">What is asked.</param>
/// <param name="problems">Takes who is told.</param>
/// <param name="type">What columns are called.</param>
/// <param name="charset">In which the values were read.</param>
internal sealed class CharsetDoubts(RowPredicate predicate, List<MatchProblem> problems, string type, string charset)
{
    private readonly HashSet<string> malformed = new(StringComparer.Ordinal);
    private readonly HashSet<(string Column, int Ordinal)> told = [];
    private readonly Misreadings misreadings = new(charset);
    private readonly PreparedQuestions questions = PreparedQuestions.Of(predicate);

    /// <summary>A value of the column isn't valid text: whoever is asked for by letters beyond ASCII may be it.</summary>
    /// <param name="column">As the matches name it.</param>
    public void Tell(string column)
    {
        if (!malformed.Add(column))
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

    /// <summary>Whether a value that equals nothing has to be looked at.</summary>
    /// <param name="column">Position of the column among those that are asked.</param>
    /// <param name="utf8">The value.</param>
    public bool MayBeMisread(int column, ReadOnlySpan<byte> utf8) => questions.Columns[column].IsBeyondAscii && misreadings.MayBe(utf8);

    /// <summary>A value equals nothing: whom it equals in another character set may be who is meant.</summary>
    /// <param name="column">Position of the column among those that are asked.</param>
    /// <param name="text">The value.</param>
    public void Look(int column, string text) => Tell(column, misreadings.Of(text));

    /// <inheritdoc cref="Look(int, string)"/>
    /// <param name="column">The column as the matches name it.</param>
    /// <param name="value">The value, which may be no UTF-8.</param>
    public void Look(string column, ReadOnlySpan<byte> value)
    {
        if (misreadings.MayBe(value))
        {
            Tell(questions.Columns.FindIndex(question => question.Path == column), misreadings.Of(value));
        }
    }

    private void Tell(int column, IEnumerable<string> meant)
    {
        foreach (int ordinal in meant.SelectMany(text => questions.OrdinalsOf(column, text)))
        {
            Tell(questions.Columns[column].Path, ordinal);
        }
    }

    private void Tell(string column, SecretText value, int ordinal)
    {
        if (!Ascii.IsValid(value.Reveal()))
        {
            Tell(column, ordinal);
        }
    }

    private void Tell(string column, int ordinal)
    {
        if (told.Add((column, ordinal)))
        {
            problems.Add(new MatchProblem(MatchProblemCode.ColumnMalformed, column, type, ordinal) { IsOfValue = true });
        }
    }
}
