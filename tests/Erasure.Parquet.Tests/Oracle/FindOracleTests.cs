using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Oracle;

/// <summary>DuckDB and we find the same number of rows for values as DuckDB prints them, in every column of generated files.</summary>
public sealed class FindOracleTests
{
    private const int Files = 60;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, Files)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Values_of_any_column_find_as_many_rows_as_in_DuckDB(int seed)
    {
        string path = GeneratedFile.Make(seed);
        using var source = new FileByteSource(path);
        string?[][] columns;
        try
        {
            Foreign.Sql($"SELECT max(t::VARCHAR) FROM '{path}' t");
            columns = Foreign.Sql($"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '{path}')");
        }
        catch (ForeignException)
        {
            // DuckDB doesn't read the deprecated LZ4, and nothing else may be why
            ParquetFileInfo file = await ParquetInspector.InspectAsync(source, new ParquetEraserOptions(), CancellationToken.None);
            Assert.All(file.RowGroups.SelectMany(group => group.Chunks), chunk => Assert.Equal("LZ4", chunk.Codec));
            return;
        }

        foreach (string?[] column in columns)
        {
            (string name, string type) = (column[0]!, column[1]!);
            bool isList = type.EndsWith("[]", StringComparison.Ordinal) && !type.EndsWith("[][]", StringComparison.Ordinal);
            if (type.Contains('(') && !type.StartsWith("DECIMAL", StringComparison.Ordinal) || type == "BLOB" || type == "BLOB[]" || type.EndsWith("[][]", StringComparison.Ordinal))
            {
                continue;
            }

            // zeros have two signs and NaNs no order in text
            string texts = isList ? $"(SELECT unnest(\"{name}\")::VARCHAR AS v FROM '{path}')" : $"(SELECT \"{name}\"::VARCHAR AS v FROM '{path}')";
            string?[][] values = Foreign.Sql($"SELECT DISTINCT v FROM {texts} WHERE v NOT IN ('0.0', '-0.0', 'nan') ORDER BY hash(v) LIMIT 4");
            if (values.Length == 0)
            {
                continue;
            }

            string list = string.Join(", ", values.Select(value => $"'{value[0]!.Replace("'", "''", StringComparison.Ordinal)}'"));
            string condition = isList ? $"len(list_intersect(list_transform(\"{name}\", x -> x::VARCHAR), [{list}])) > 0" : $"\"{name}\"::VARCHAR IN ({list})";
            string expected = Foreign.Sql($"SELECT count(*) FROM '{path}' WHERE {condition}")[0][0]!;
            RowPredicate predicate = Erase.By(name, [.. values.Select(value => value[0]!)]);
            Findings findings = await new ParquetRowEraser().FindAsync(source, predicate, CancellationToken.None);
            Assert.True(findings.Problems.Count == 0, $"{name} {type}: {string.Join(", ", findings.Problems)} for {list}");
            Assert.True(expected == $"{findings.RowsMatched}", $"{name} {type}: {findings.RowsMatched} rows, {expected} in DuckDB, for {list}");
            Findings all = await new ParquetRowEraser(new ParquetEraserOptions { UseIndexes = false }).FindAsync(source, predicate, CancellationToken.None);
            Assert.Equal(findings.RowsMatched, all.RowsMatched);
        }
    }
}
