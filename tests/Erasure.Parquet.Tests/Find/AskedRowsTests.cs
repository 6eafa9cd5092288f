using System.Text;
using System.Text.Json.Nodes;
using Erasure.Parquet.Csv;
using Erasure.Parquet.Json;

namespace Erasure.Parquet.Tests.Find;

/// <summary>Rows are told of each of those who ask, his alone: what he would have found had nobody else asked.</summary>
public sealed class AskedRowsTests
{
    private const int People = 6;

    /// <summary>Random rows of two columns, in which people are found by one, by the other, by both, and by the two together.</summary>
    [Theory]
    [InlineData("csv", 1)]
    [InlineData("csv", 2)]
    [InlineData("json", 1)]
    [InlineData("json", 2)]
    [InlineData("parquet", 1)]
    [InlineData("parquet", 2)]
    public async Task Each_has_the_rows_that_he_would_have_alone(string format, int seed)
    {
        Random random = new(seed);
        (string A, string B)[] rows = [.. Enumerable.Range(0, 400).Select(_ => ($"v{random.Next(9)}", $"v{random.Next(9)}"))];
        (IRowEraser eraser, byte[] file) = await WriteAsync(format, rows);

        // Some ask for the same value, some by both columns, one for nothing that is there.
        string[] a = [.. Enumerable.Range(0, People).Select(_ => $"v{random.Next(6)}")];
        string[] b = [.. Enumerable.Range(0, People - 2).Select(_ => $"v{random.Next(6)}"), "none"];
        RowPredicate all = new([Simple("a", a), Simple("b", b)], [Erase.Composite(("a", "v7"), ("b", "v8"))]) { Askers = [.. Enumerable.Range(0, a.Length), .. Enumerable.Range(0, b.Length - 1), People, 0] };
        Func<(string A, string B), bool>[] holds =
        [
            .. Enumerable.Range(0, People)
                .Select(person => (Func<(string A, string B), bool>)(row => row.A == a[person] || (person < b.Length - 1 && row.B == b[person]) || (person == 0 && row is ("v7", "v8")))),
            row => row.B == "none",
        ];

        Findings found = await eraser.FindAsync(new MemoryByteSource(file), all, CancellationToken.None);

        Assert.Equal(
            holds.Select((of, person) => (person, (long)rows.Count(of))).Where(one => one.Item2 > 0),
            found.Asked!.Rows.OrderBy(one => one.Key).Select(one => (one.Key, one.Value)));
        Assert.Equal(rows.Count(row => holds.Any(of => of(row))), found.RowsMatched);
        Assert.False(found.Asked.HasOthers);

        RewritePlan plan = await eraser.PlanAsync(new MemoryByteSource(file), all, CancellationToken.None);
        await foreach (Segment segment in plan.Segments)
        {
            Assert.True(segment.Length >= 0);
        }

        Assert.Equal(found.Asked.Rows, (await plan.FindAllAsync(CancellationToken.None)).Asked!.Rows);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("parquet")]
    public async Task Of_a_value_that_very_many_ask_for_it_is_told_that_there_are_others(string format)
    {
        (IRowEraser eraser, byte[] file) = await WriteAsync(format, [("x", "y"), ("z", "y")]);
        string[] many = [.. Enumerable.Repeat("x", AskedRows.MostAskers + 5)];

        AskedRows asked = (await eraser.FindAsync(
            new MemoryByteSource(file),
            new RowPredicate([Simple("a", [.. many, "z"])], []) { Askers = [.. Enumerable.Range(0, many.Length + 1)] },
            CancellationToken.None)).Asked!;

        Assert.True(asked.HasOthers);
        Assert.Equal([.. Enumerable.Range(0, AskedRows.MostAskers), many.Length], asked.Rows.Keys.Order());
        Assert.All(asked.Rows.Values, rows => Assert.Equal(1, rows));
    }

    [Fact]
    public async Task A_row_in_whose_lists_somebody_stands_twice_counts_once()
    {
        byte[] file = Encoding.UTF8.GetBytes("""{"by":[{"user":"u1"},{"user":"u1"},{"user":"u2"}],"mail":"m1"}""" + "\n{}\n");
        RowPredicate asked = new([Simple("by.user", ["u1", "u2"]), Simple("mail", ["m1"])], []) { Askers = [4, 7, 4] };

        Findings found = await new JsonRowEraser().FindAsync(new MemoryByteSource(file), asked, CancellationToken.None);

        Assert.Equal([(4, 1L), (7, 1L)], found.Asked!.Rows.OrderBy(one => one.Key).Select(one => (one.Key, one.Value)));
        Assert.Equal(1, found.RowsMatched);
    }

    [Fact]
    public async Task Nobody_is_told_of_where_nobody_is_named() =>
        Assert.Null((await new CsvRowEraser().FindAsync(new MemoryByteSource("a\nx\n"u8.ToArray()), Erase.By("a", "x"), CancellationToken.None)).Asked);

    private static SimpleMatch Simple(string column, string[] values) => new([column], [.. values.Select(value => new SecretText(value))]);

    private static async Task<(IRowEraser Eraser, byte[] File)> WriteAsync(string format, (string A, string B)[] rows) => format switch
    {
        "csv" => (new CsvRowEraser(), Encoding.UTF8.GetBytes("a,b\n" + string.Concat(rows.Select(row => $"{row.A},{row.B}\n")))),
        "json" => (new JsonRowEraser(), Encoding.UTF8.GetBytes(string.Concat(rows.Select(row => $$"""{"a":"{{row.A}}","b":"{{row.B}}"}""" + "\n")))),
        _ => (new ParquetRowEraser(), await ForeignFile.WriteAsync(
            $"SELECT r.a AS a, r.b AS b FROM (SELECT unnest([{string.Join(", ", rows.Select(row => $"{{'a': '{row.A}', 'b': '{row.B}'}}"))}], recursive := false) AS r)",
            new JsonObject { ["rowGroupSize"] = 150, ["pageSize"] = 256 })),
    };
}
