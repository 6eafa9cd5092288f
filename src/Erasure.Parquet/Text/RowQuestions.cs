namespace Erasure.Parquet.Text;

/// <summary>A predicate's questions within one scan: answers are gathered row by row.</summary>
internal sealed class RowQuestions
{
    private readonly PreparedQuestions prepared;
    private readonly bool[] holds;
    private readonly int[] held;
    private readonly bool[] simple;

    // in the order in which they were answered
    private readonly List<int> parts = [];
    private readonly List<int> simpleColumns = [];
    private readonly HashSet<int> askers = [];
    private readonly AskedRowCount asked = new();
    private bool hasOthers;

    public RowQuestions(RowPredicate predicate)
    {
        prepared = PreparedQuestions.Of(predicate);
        holds = new bool[prepared.CompositeOfPart.Length];
        held = new int[prepared.PartsOfComposite.Length];
        simple = new bool[prepared.Columns.Count];
    }

    /// <summary>The columns that the predicate names, each once.</summary>
    public IReadOnlyList<ColumnQuestion> Columns => prepared.Columns;

    /// <summary>Whether the answers of this row satisfy the predicate.</summary>
    public bool RowMatches => simpleColumns.Count > 0 || parts.Exists(IsComplete);

    /// <summary>Whose the rows are that were counted; null where that is not to be told.</summary>
    public AskedRows? Asked => prepared.Askers is null ? null : asked.Sum;

    /// <summary>How many parts of composites hold so far.</summary>
    public int PartsHeld => parts.Count;

    /// <summary>Forgets the answers of the row before.</summary>
    public void BeginRow()
    {
        parts.ForEach(Release);
        parts.Clear();
        foreach (int column in simpleColumns)
        {
            simple[column] = false;
        }

        simpleColumns.Clear();
        askers.Clear();
        hasOthers = false;
    }

    /// <summary>The row, which matches, counts for who asks for it.</summary>
    public void CountRow()
    {
        if (prepared.Askers is { } all)
        {
            askers.UnionWith(CompositesMatched().Select(match => all[match.Ordinal]));
            asked.Add(askers.Select(asker => (asker, 1L)), hasOthers);
        }
    }

    /// <summary>The row holds a value that stands in these matches.</summary>
    /// <param name="column">The value's column, as a position in <see cref="Columns"/>.</param>
    public void Answer(int column, List<int> targets)
    {
        foreach (int part in targets)
        {
            if (part <= PreparedQuestions.Simple)
            {
                NoteAsker(part);
                if (!simple[column])
                {
                    simple[column] = true;
                    simpleColumns.Add(column);
                }
            }
            else if (!holds[part])
            {
                holds[part] = true;
                held[prepared.CompositeOfPart[part]]++;
                parts.Add(part);
            }
        }
    }

    /// <summary>A list's element ends. What holds in it counts only where every part that is asked of this list does.</summary>
    /// <param name="before"><see cref="PartsHeld"/> when it began.</param>
    /// <param name="columns">By column, whether its path leads through this list.</param>
    public void EndElement(int before, bool[] columns)
    {
        int kept = before;
        for (int i = before; i < parts.Count; i++)
        {
            int part = parts[i];
            if (HoldsWhole(prepared.CompositeOfPart[part], columns))
            {
                parts[kept++] = part;
            }
            else
            {
                Release(part);
            }
        }

        parts.RemoveRange(kept, parts.Count - kept);
    }

    /// <summary>Who asks a column for what value: the ordinals of simple matches.</summary>
    public ColumnQuestion AskersOf(int column) => prepared.AskersOf(Columns[column].Path);

    /// <summary>The composite matches that hold in this row, by their ordinals, with a column of each.</summary>
    public IEnumerable<(int Column, int Ordinal)> CompositesMatched() =>
        parts.Where(IsComplete).Select(part => (prepared.ColumnOfPart[part], (int)prepared.FirstComposite + prepared.CompositeOfPart[part])).DistinctBy(match => match.Item2);

    /// <summary>By column, whether a match of this row stands in it: those of simple matches, or of composite ones where no simple one does.</summary>
    /// <returns>Whether the columns stand for themselves; otherwise they tell of the same elements.</returns>
    public bool MatchedColumns(bool[] columns)
    {
        Array.Clear(columns);
        foreach (int column in simpleColumns)
        {
            columns[column] = true;
        }

        if (simpleColumns.Count > 0)
        {
            return true;
        }

        foreach (int part in parts.FindAll(IsComplete))
        {
            columns[prepared.ColumnOfPart[part]] = true;
        }

        return false;
    }

    private void NoteAsker(int target)
    {
        if (target == PreparedQuestions.Simple)
        {
            hasOthers = true;
        }
        else
        {
            askers.Add(PreparedQuestions.AskerOf(target));
        }
    }

    private bool IsComplete(int part)
    {
        int composite = prepared.CompositeOfPart[part];
        return held[composite] == prepared.PartsOfComposite[composite];
    }

    private bool HoldsWhole(int composite, bool[] columns)
    {
        if (prepared.AcrossElements[composite])
        {
            return true;
        }

        // a composite's parts lie side by side
        for (int part = Array.IndexOf(prepared.CompositeOfPart, composite); part < holds.Length && prepared.CompositeOfPart[part] == composite; part++)
        {
            if (columns[prepared.ColumnOfPart[part]] && !holds[part])
            {
                return false;
            }
        }

        return true;
    }

    private void Release(int part)
    {
        holds[part] = false;
        held[prepared.CompositeOfPart[part]]--;
    }
}
