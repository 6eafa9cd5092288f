namespace Erasure.Parquet.Tests.Oracle.RandomFiles;

/// <summary>A leaf's entries: levels, and the values of those that have one.</summary>
internal sealed class ShreddedColumn(TableNode leaf, string path)
{
    private readonly List<int> firstEntries = [];
    private readonly List<int> firstValues = [];

    public TableNode Leaf => leaf;

    /// <summary>Every name from the root, joined by dots.</summary>
    public string Path => path;

    public required short MaxDefinition { get; init; }

    public required short MaxRepetition { get; init; }

    public List<short> Repetition { get; } = [];

    public List<short> Definition { get; } = [];

    public List<byte[]> Values { get; } = [];

    public void BeginRow()
    {
        firstEntries.Add(Repetition.Count);
        firstValues.Add(Values.Count);
    }

    public void Add(short repetition, short definition, byte[]? value)
    {
        Repetition.Add(repetition);
        Definition.Add(definition);
        if (value is not null)
        {
            Values.Add(value);
        }
    }

    /// <summary>The entries of so many rows.</summary>
    public (short[] Repetition, short[] Definition, byte[][] Values) Rows(int first, int count)
    {
        (int entry, int value) = (firstEntries[first], firstValues[first]);
        bool isLast = first + count == firstEntries.Count;
        int entries = (isLast ? Repetition.Count : firstEntries[first + count]) - entry;
        int values = (isLast ? Values.Count : firstValues[first + count]) - value;
        return ([.. Repetition.GetRange(entry, entries)], [.. Definition.GetRange(entry, entries)], [.. Values.GetRange(value, values)]);
    }
}
