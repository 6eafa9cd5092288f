using System.Text;
using Erasure.Parquet.Csv;
using Erasure.Parquet.Json;
using Parquet;
using Parquet.Schema;

namespace Erasure.Parquet.Tests.Matching;

/// <summary>Where a column stands beside one whose name differs by case, its own name counts; a row that only the other would give to somebody stays, and he is told.</summary>
public sealed class CaseDoubtTests
{
    private static readonly string[][] Rows = [["p1", "x"], [null!, "p2"], ["p3", "p3"], ["x", "p4"]];

    [Theory]
    [InlineData("parquet", "p1", 1, false)]
    [InlineData("parquet", "p2", 0, true)]
    [InlineData("parquet", "p3", 1, false)]
    [InlineData("parquet", "p5", 0, false)]
    [InlineData("json", "p1", 1, false)]
    [InlineData("json", "p2", 0, true)]
    [InlineData("json", "p3", 1, false)]
    [InlineData("json", "p5", 0, false)]
    [InlineData("csv", "p1", 1, false)]
    [InlineData("csv", "p2", 0, true)]
    [InlineData("csv", "p3", 1, false)]
    [InlineData("csv", "p5", 0, false)]
    public async Task A_value_under_the_other_name_is_in_doubt(string format, string value, int rows, bool isDoubted)
    {
        Findings findings = await FindAsync(format, Erase.By("user_id", value));

        Assert.Equal(rows, findings.RowsMatched);
        Assert.Equal(isDoubted ? [(MatchProblemCode.ColumnAmbiguous, "user_id")] : [], findings.Problems.Select(problem => (problem.Code, problem.Column)));
        Assert.Equal(isDoubted ? 1 : 0, findings.Notices.Where(notice => notice.Code == NoticeCode.NearMisses).Sum(notice => notice.Count));
    }

    [Theory]
    [InlineData("parquet")]
    [InlineData("json")]
    [InlineData("csv")]
    public async Task A_name_that_is_asked_for_itself_leaves_no_doubt(string format)
    {
        Assert.Equal(3, (await FindAsync(format, Erase.ByAny(["user_id", "User_ID"], "p2", "p3", "p4"))).RowsMatched);
        Assert.Empty((await FindAsync(format, new RowPredicate([.. Erase.By("user_id", "p2", "p4").Simple, .. Erase.By("User_ID", "p1").Simple], []))).Problems);
    }

    [Theory]
    [InlineData("parquet")]
    [InlineData("json")]
    [InlineData("csv")]
    public async Task A_composite_is_in_doubt_only_where_all_of_it_would_hold(string format)
    {
        Assert.Equal(MatchProblemCode.ColumnAmbiguous, Assert.Single((await FindAsync(format, Erase.ByAll(("user_id", "p4"), ("n", "3")))).Problems).Code);
        Assert.Empty((await FindAsync(format, Erase.ByAll(("user_id", "p4"), ("n", "2")))).Problems);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    public async Task Only_who_asks_for_the_value_is_told(string format)
    {
        RowPredicate predicate = new([.. Erase.By("n", "9").Simple, .. Erase.By("user_id", "p1", "p2", "p5", "p4").Simple], [Erase.Composite(("user_id", "q"), ("n", "1")), Erase.Composite(("user_id", "p4"), ("n", "3"))]);

        Findings findings = await FindAsync(format, predicate);

        Assert.Equal([2L, 4, 6], findings.Problems.Select(problem => problem.Ordinal).Order());
        Assert.All(findings.Problems, problem => Assert.True(problem.IsOfValue));
    }

    private static async Task<Findings> FindAsync(string format, RowPredicate predicate)
    {
        (IRowEraser eraser, byte[] bytes) = format switch
        {
            "parquet" => (new ParquetRowEraser(), await ParquetAsync()),
            "json" => ((IRowEraser)new JsonRowEraser(), Encoding.UTF8.GetBytes(string.Concat(Rows.Select((row, n) => $"{{\"n\":{n},\"User_ID\":{Json(row[1])},\"user_id\":{Json(row[0])}}}\n")))),
            _ => (new CsvRowEraser(), Encoding.UTF8.GetBytes($"n,User_ID,user_id\n{string.Concat(Rows.Select((row, n) => $"{n},{row[1]},{row[0]}\n"))}")),
        };
        return await eraser.FindAsync(new MemoryByteSource(bytes), predicate, default);
    }

    private static string Json(string? text) => text is null ? "null" : $"\"{text}\"";

    // DuckDB has no two columns whose names differ only by case.
    private static async Task<byte[]> ParquetAsync()
    {
        DataField<string> n = new("n"), other = new("User_ID"), own = new("user_id");
        using MemoryStream stream = new();
        await using (ParquetWriter file = await ParquetWriter.CreateAsync(new ParquetSchema(n, other, own), stream))
        {
            using ParquetRowGroupWriter group = file.CreateRowGroup();
            await WriteAsync(n, row => $"{Array.IndexOf(Rows, row)}");
            await WriteAsync(other, row => row[1]);
            await WriteAsync(own, row => row[0]);
            group.CompleteValidate();

            Task WriteAsync(DataField field, Func<string[], string?> value) => group.WriteAllPartsAsync(
                field,
                (ReadOnlyMemory<ReadOnlyMemory<char>>)Rows.Select(value).OfType<string>().Select(text => text.AsMemory()).ToArray(),
                (ReadOnlyMemory<int>)Rows.Select(row => value(row) is null ? 0 : 1).ToArray(),
                null,
                CancellationToken.None);
        }

        return stream.ToArray();
    }
}
