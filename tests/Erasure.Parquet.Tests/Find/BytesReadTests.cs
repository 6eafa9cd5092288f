using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Find;

/// <summary>A find reads the least: the footer, then what statistics, bloom filters and dictionaries leave over.</summary>
public sealed class BytesReadTests
{
    /// <summary>Most that the end of a file costs: the footer comes with its first read.</summary>
    private const int Footer = 64 * 1024;

    [Fact]
    public async Task Statistics_leave_one_row_group_of_ten()
    {
        Findings findings = await FindAsync("SELECT i AS id, md5(i::VARCHAR) AS filler FROM range(204800) r(i)", "id", "30000");
        Assert.Equal(1, findings.RowsMatched);
        Assert.InRange(findings.BytesRead, 1, Footer + (20480 * 9));
    }

    [Fact]
    public async Task A_value_that_no_dictionary_holds_costs_no_data_page()
    {
        Findings findings = await FindAsync("SELECT 'k' || ((i * 7919) % 500 * 2) AS id, md5(i::VARCHAR) AS filler FROM range(204800) r(i)", "id", "k501");
        Assert.Equal(0, findings.RowsMatched);
        Assert.InRange(findings.BytesRead, 1, Footer + (10 * 8 * 1024));
    }

    [Fact]
    public async Task A_column_that_is_not_there_costs_the_footer() =>
        Assert.InRange((await FindAsync("SELECT i AS id, md5(i::VARCHAR) AS filler FROM range(204800) r(i)", "nobody", "1")).BytesRead, 1, Footer);

    private static async Task<Findings> FindAsync(string query, string column, string value)
    {
        using TempFolder folder = new();
        Foreign.Sql($"COPY ({query}) TO '{folder["in.parquet"]}' (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 20480)");
        using FileByteSource source = new(folder["in.parquet"]);
        Assert.True(source.Length > 4_000_000);
        return await new ParquetRowEraser().FindAsync(source, new RowPredicate([new SimpleMatch([column], [new(value)])], []), default);
    }
}
