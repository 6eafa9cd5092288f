namespace Erasure.Parquet.Text;

/// <summary>A predicate's questions within one scan: answers are gathered row by row.</summary>
internal sealed class RowQuestions
{
    private readonly PreparedQuestions prepared;
    private readonly long[] rowOfPart;
    private readonly (long Row, int Parts)[] held;
    private long row;

    public RowQuestions(RowPredicate predicate)
    {
        prepared = PreparedQuestions.Of(predicate);
        rowOfPart = new long[prepared.CompositeOfPart.Length];
        held = new (long, int)[prepared.PartsOfComposite.Length];
    }

    /// <summary>The columns that the predicate names, each once.</summary>
    public IReadOnlyList<ColumnQuestion> Columns => prepared.Columns;

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
            if (part == PreparedQuestions.Simple)
            {
                RowMatches = true;
            }
            else if (rowOfPart[part] != row)
            {
                rowOfPart[part] = row;
                int composite = prepared.CompositeOfPart[part];
                int parts = held[composite].Row == row ? held[composite].Parts + 1 : 1;
                held[composite] = (row, parts);
                RowMatches |= parts == prepared.PartsOfComposite[composite];
            }
        }
    }
}
