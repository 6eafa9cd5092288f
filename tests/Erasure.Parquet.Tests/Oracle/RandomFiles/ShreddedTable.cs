namespace Erasure.Parquet.Tests.Oracle.RandomFiles;

/// <summary>A random table in the levels and values of its columns, with who is in which row.</summary>
internal sealed class ShreddedTable
{
    private readonly Random random;
    private readonly Dictionary<TableNode, ShreddedColumn> columns = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<TableNode, byte[][]> pools = new(ReferenceEqualityComparer.Instance);
    private readonly List<HashSet<int>> peopleOfRows = [];
    private readonly int spread;

    public ShreddedTable(Random random, IReadOnlyList<TableNode> schema, int rows)
    {
        this.random = random;
        Schema = schema;
        RowCount = rows;
        spread = random.Next(4);
        TableNode identifier = schema.SelectMany(node => node.Leaves).Single(leaf => leaf.IsIdentifier);
        People = [.. Enumerable.Range(0, random.Next(3, Math.Max(4, rows / 2))).Select(_ => Person.Draw(random, identifier.Kind!))];
        foreach (TableNode node in schema)
        {
            Measure(node, node.Name, 0, 0);
        }

        for (int row = 0; row < rows; row++)
        {
            peopleOfRows.Add([]);
            foreach (ShreddedColumn column in columns.Values)
            {
                column.BeginRow();
            }

            foreach (TableNode node in schema)
            {
                Write(node, 0, 0, 0, row);
            }
        }
    }

    public IReadOnlyList<TableNode> Schema { get; }

    public int RowCount { get; }

    /// <summary>Whoever may be in the table.</summary>
    public IReadOnlyList<Person> People { get; }

    /// <summary>In the order of the schema.</summary>
    public IReadOnlyList<ShreddedColumn> Columns => [.. Schema.SelectMany(node => node.Leaves).Select(leaf => columns[leaf])];

    public string IdentifierPath => Schema.Select(node => node.IdentifierPath).First(path => path is not null)!;

    /// <summary>The rows in which one of the people is.</summary>
    public HashSet<int> RowsOf(IEnumerable<int> people) =>
        [.. Enumerable.Range(0, RowCount).Where(row => peopleOfRows[row].Overlaps(people))];

    /// <summary>The one person of a row in which there is at most one.</summary>
    public int? PersonOf(int row) => peopleOfRows[row] is { Count: 1 } people ? people.First() : null;

    private void Measure(TableNode node, string path, short definition, short repetition)
    {
        definition += (short)(node.IsOptional ? 1 : 0);
        if (node.Shape == NodeShape.Leaf)
        {
            columns.Add(node, new ShreddedColumn(node, path) { MaxDefinition = definition, MaxRepetition = repetition });
            pools.Add(node, [.. Enumerable.Range(0, node.Cardinality).Select(_ => node.Kind!.Draw(random))]);
            return;
        }

        short repeats = (short)(node.Shape is NodeShape.List or NodeShape.Map ? 1 : 0);
        foreach (TableNode child in node.Children)
        {
            Measure(child, $"{path}{node.Wrapper}.{child.Name}", (short)(definition + repeats), (short)(repetition + repeats));
        }
    }

    private void Write(TableNode node, short repetition, short definition, short depth, int row)
    {
        if (node.IsOptional)
        {
            if (node.NullRarity > 0 && random.Next(node.NullRarity) == 0)
            {
                WriteNull(node, repetition, definition);
                return;
            }

            definition++;
        }

        switch (node.Shape)
        {
            case NodeShape.Leaf:
                columns[node].Add(repetition, definition, Value(node, row));
                break;
            case NodeShape.Struct:
                foreach (TableNode child in node.Children)
                {
                    Write(child, repetition, definition, depth, row);
                }

                break;
            default:
                WriteRepeated(node, repetition, definition, (short)(depth + 1), row);
                break;
        }
    }

    private void WriteRepeated(TableNode node, short repetition, short definition, short depth, int row)
    {
        int count = random.Next(node.CountLimit);
        for (int i = 0; i < count; i++)
        {
            foreach (TableNode child in node.Children)
            {
                Write(child, i == 0 ? repetition : depth, (short)(definition + 1), depth, row);
            }
        }

        if (count == 0)
        {
            WriteNull(node, repetition, definition);
        }
    }

    private void WriteNull(TableNode node, short repetition, short definition)
    {
        foreach (TableNode leaf in node.Leaves)
        {
            columns[leaf].Add(repetition, definition, null);
        }
    }

    private byte[] Value(TableNode leaf, int row)
    {
        if (leaf.Name == "id")
        {
            return BitConverter.GetBytes((long)row);
        }

        if (!leaf.IsIdentifier)
        {
            byte[][] pool = pools[leaf];
            return pool.Length > 0 ? pool[random.Next(pool.Length)] : leaf.Kind!.Draw(random);
        }

        int person = spread switch
        {
            0 => (int)((long)row * People.Count / RowCount),
            1 => row / 5 % People.Count,
            _ => random.Next(People.Count),
        };
        peopleOfRows[row].Add(person);
        return People[person].Bytes;
    }
}
