namespace Erasure.Parquet.Text;

/// <summary>A predicate, turned around: by column, what its values mean to which match. Answers are gathered row by row.</summary>
internal sealed class RowQuestions
{
    /// <summary>The target of a value that suffices alone.</summary>
    private const int Simple = -1;

    private readonly Dictionary<string, ColumnQuestion> byPath = new(StringComparer.Ordinal);
    private readonly List<int> compositeOfPart = [];
    private readonly List<int> partsOfComposite = [];
    private readonly long[] rowOfPart;
    private readonly (long Row, int Parts)[] held;
    private long row;

    public RowQuestions(RowPredicate predicate)
    {
        long ordinal = 0;
        foreach (SimpleMatch match in predicate.Simple)
        {
            foreach (string path in match.Columns)
            {
                ColumnQuestion question = Ask(path, ordinal);
                foreach (SecretText value in match.Values)
                {
                    question.Add(value, Simple);
                }
            }

            ordinal += match.Values.Count;
        }

        foreach (CompositeMatch match in predicate.Composite)
        {
            foreach (ColumnValue part in match.Parts)
            {
                Ask(part.Column, ordinal).Add(part.Value, compositeOfPart.Count);
                compositeOfPart.Add(partsOfComposite.Count);
            }

            partsOfComposite.Add(match.Parts.Count);
            ordinal++;
        }

        rowOfPart = new long[compositeOfPart.Count];
        held = new (long, int)[partsOfComposite.Count];
        Columns = [.. byPath.Values];
    }

    /// <summary>The columns that the predicate names, each once.</summary>
    public IReadOnlyList<ColumnQuestion> Columns { get; }

    /// <summary>Whether the answers of this row satisfy the predicate.</summary>
    public bool RowMatches { get; private set; }

    /// <summary>Forgets the answers of the row before.</summary>
    public void BeginRow()
    {
        row++;
        RowMatches = false;
    }

    /// <summary>The row holds a value that stands in these matches.</summary>
    public void Answer(List<int> targets)
    {
        foreach (int part in targets)
        {
            if (part == Simple)
            {
                RowMatches = true;
            }
            else if (rowOfPart[part] != row)
            {
                rowOfPart[part] = row;
                int composite = compositeOfPart[part];
                int parts = held[composite].Row == row ? held[composite].Parts + 1 : 1;
                held[composite] = (row, parts);
                RowMatches |= parts == partsOfComposite[composite];
            }
        }
    }

    private ColumnQuestion Ask(string path, long ordinal)
    {
        if (!byPath.TryGetValue(path, out ColumnQuestion? question))
        {
            byPath.Add(path, question = new ColumnQuestion(path, ordinal));
        }

        return question;
    }
}
