using Erasure.Parquet.Csv;
using Erasure.Parquet.Json;
using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Oracle;

/// <summary>JSON lines and CSV that DuckDB wrote, read by DuckDB after an erasure.</summary>
public sealed class TextOracleTests
{
    /// <summary>More text than one zstd frame or one buffer of ours holds.</summary>
    private const string Table =
        "SELECT i AS id, 'user' || (i % 500) AS who, {a: [i, NULL], b: 'é\"\n,' || i} AS s, i / 7 AS x, md5(i::VARCHAR) AS t, NULL AS n FROM range(45000) t(i)";

    [Theory]
    [InlineData("json", ".json", "none")]
    [InlineData("json", ".json.gz", "gzip")]
    [InlineData("json", ".json.zst", "zstd")]
    [InlineData("csv", ".csv", "none")]
    [InlineData("csv", ".csv.gz", "gzip")]
    [InlineData("csv", ".csv.zst", "zstd")]
    public async Task DuckDB_sees_exactly_the_other_rows(string format, string suffix, string codec)
    {
        string path = GeneratedFile.PathOf("text" + suffix);
        Foreign.Sql($"COPY ({Table}) TO '{path}' (FORMAT {format}, COMPRESSION {codec})");
        string[] before = Foreign.Rows("duckdb", path, format);
        IRowEraser eraser = format == "json" ? new JsonRowEraser() : new CsvRowEraser();
        Erased erased = await Erase.RunAsync(eraser, await File.ReadAllBytesAsync(path), Erase.By("who", "user123", "user7"));
        Assert.Equal((45_000, 180), (erased.Findings.Rows, erased.Findings.RowsMatched));

        string after = GeneratedFile.PathOf("text-erased" + suffix);
        await File.WriteAllBytesAsync(after, erased.Bytes);
        Assert.Equal(before.Where((_, i) => i % 500 is not (123 or 7)), Foreign.Rows("duckdb", after, format));
    }
}
