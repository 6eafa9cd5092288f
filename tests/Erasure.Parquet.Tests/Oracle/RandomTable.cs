namespace Erasure.Parquet.Tests.Oracle;

/// <summary>Random columns as DuckDB expressions over a row number.</summary>
internal static class RandomTable
{
    private static readonly Func<string, string>[] Scalars =
    [
        h => $"{h} % 2 = 0",
        h => $"({h} % 200)::SMALLINT - 100",
        h => $"({h} % 100)::UTINYINT",
        // hyparquet misreads larger ones as DuckDB writes their deltas
        h => $"({h} % 2000000000)::UINTEGER",
        h => $"({h} % 7)::INTEGER",
        h => $"{h}",
        h => $"({h} // 4)::BIGINT",
        h => $"CASE {h} % 50 WHEN 0 THEN 'nan'::FLOAT WHEN 1 THEN '-inf'::FLOAT ELSE ({h} % 1000)::FLOAT / 7 END",
        h => $"CASE {h} % 50 WHEN 0 THEN 'nan'::DOUBLE WHEN 1 THEN -0.0 ELSE ({h} % 1000)::DOUBLE / 7 END",
        h => $"(({h} % 9000)::INTEGER / 100)::DECIMAL(4, 2)",
        h => $"({h} % 9999999)::DECIMAL(18, 4)",
        h => $"({h} % 999999999)::DECIMAL(38, 10)",
        h => $"'v' || ({h} % 9)",
        h => $"md5({h}::VARCHAR)",
        h => $"repeat('x', ({h} % 70)::BIGINT) || ({h} % 1000)",
        h => $"CASE WHEN {h} % 3 = 0 THEN '' ELSE 'é😀' || {h} END",
        h => $"encode(md5({h}::VARCHAR))",
        h => $"md5(({h} % 500)::VARCHAR)::UUID",
        h => $"DATE '1960-01-01' + ({h} % 50000)::INTEGER",
        h => $"TIME '00:00:00' + to_microseconds(({h} % 86400000000)::BIGINT)",
        h => $"make_timestamp(({h} % 2000000000000000)::BIGINT)",
        h => $"make_timestamp(({h} % 2000000000000000)::BIGINT)::TIMESTAMP_MS",
        h => $"make_timestamp(({h} % 2000000000000000)::BIGINT)::TIMESTAMP_NS",
        h => $"make_timestamp(({h} % 2000000000000000)::BIGINT)::TIMESTAMPTZ",
        h => $"(['red', 'green', 'blue'][1 + ({h} % 3)::INTEGER])::ENUM('red', 'green', 'blue')",
    ];

    /// <summary>A SELECT of so many rows.</summary>
    public static string Select(Random random, int rows)
    {
        var columns = new List<string> { "i AS id" };
        int count = random.Next(1, 7);
        for (int i = 0; i < count; i++)
        {
            columns.Add($"{Value(random, 3)} AS c{i}");
        }

        columns.Add($"{Nullable(random, Scalar(random, 12, 16))} AS \"text\"");
        return $"SELECT {string.Join(", ", columns)} FROM range({rows}) t(i)";
    }

    private static string Value(Random random, int depth)
    {
        int kind = depth == 0 ? 9 : random.Next(10);
        return Nullable(random, kind switch
        {
            0 => $"{{a: {Value(random, depth - 1)}, \"B c\": {Value(random, depth - 1)}}}",
            1 or 2 => List(random, depth),
            3 => $"MAP {{'k' || ({Hash(random)} % 4): {Value(random, depth - 1)}}}",
            _ => Scalar(random, 0, Scalars.Length),
        });
    }

    private static string List(Random random, int depth)
    {
        // all elements are of one expression, and so of one type; the slice makes lists of every length, none included
        string element = Value(random, depth - 1);
        return $"[{element}, {element}, {element}][1 : ({Hash(random)} % 4)::BIGINT]";
    }

    private static string Scalar(Random random, int from, int to) => Scalars[random.Next(from, to)](Hash(random));

    private static string Nullable(Random random, string value)
    {
        int rarity = random.Next(4) switch { 0 => 0, 1 => 2, 2 => 20, _ => 500 };
        return rarity == 0 ? value : $"CASE WHEN {Hash(random)} % {rarity} > 0 THEN {value} END";
    }

    private static string Hash(Random random) => $"hash(i * 31 + {random.Next(1_000_000)})";
}
