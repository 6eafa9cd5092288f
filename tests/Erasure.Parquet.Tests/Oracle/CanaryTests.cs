using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Oracle;

/// <summary>Marked values in every column of one person's rows: after the erasure they are nowhere, in no form.</summary>
public sealed class CanaryTests
{
    private const string Person = "~CANARY~person~16";
    private const long MarkedLong = 0x6a5b_4c3d_2e1f_0000;
    private const double MarkedDouble = 12345.678901234567;
    private const long MarkedMicroseconds = 1_234_567_890_123_456;

    /// <summary>Beginnings of the marks, as statistics cut them off, in the byte orders that the format has.</summary>
    private static readonly byte[][] Needles =
    [
        "~CANARY~"u8.ToArray(),
        [0xca, 0xfe, 0xca, 0xfe, 0xde, 0xad, 0x4b, 0xad],
        LittleEndian(MarkedLong)[2..],
        LittleEndian(BitConverter.DoubleToInt64Bits(MarkedDouble)),
        LittleEndian(MarkedMicroseconds),
    ];

    private static readonly string Table = $"""
        SELECT i AS id,
          CASE WHEN mark THEN '{Person}' ELSE 'user' || (i % 300) END AS who,
          CASE WHEN mark THEN '~CANARY~' || md5(i::VARCHAR) ELSE repeat('z', i % 90) END AS "text",
          CASE WHEN mark THEN encode('~CANARY~' || i) ELSE encode(md5(i::VARCHAR)) END AS blob,
          CASE WHEN mark THEN ['a', '~CANARY~' || i] WHEN i % 5 > 0 THEN ['b', NULL, 'tag' || (i % 9)] END AS list,
          CASE WHEN mark THEN {'{'}n: {'{'}deep: '~CANARY~' || i{'}'}, k: {MarkedLong} + i{'}'} ELSE {'{'}n: {'{'}deep: 'd' || (i % 4){'}'}, k: i{'}'} END AS s,
          CASE WHEN mark THEN MAP {'{'}'~CANARY~' || i: '~CANARY~v'{'}'} ELSE MAP {'{'}'k' || (i % 3): 'v'{'}'} END AS m,
          CASE WHEN mark THEN 'cafecafe-dead-4bad-8bad-c0ffee000000'::UUID ELSE md5((i % 700)::VARCHAR)::UUID END AS id16,
          CASE WHEN mark THEN {MarkedLong} + i ELSE i % 1000 END AS number,
          CASE WHEN mark THEN {MarkedDouble:R}::DOUBLE ELSE i / 8 END AS float,
          CASE WHEN mark THEN make_timestamp({MarkedMicroseconds}) ELSE make_timestamp(i * 1000000) END AS at
        FROM (SELECT i, i % 641 = 7 OR i BETWEEN 3000 AND 3004 AS mark FROM range(5000) t(i))
        """;

    public static TheoryData<string, string> Layouts
    {
        get
        {
            var layouts = new TheoryData<string, string>
            {
                { "COMPRESSION uncompressed", "" },
                { "COMPRESSION snappy, ROW_GROUP_SIZE 2048", "" },
                { "COMPRESSION snappy, DICTIONARY_SIZE_LIMIT 1", "" },
                { "COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE 2048", "" },
                { "COMPRESSION gzip, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1", "" },
                { "COMPRESSION lz4, ROW_GROUP_SIZE 2048", "" },
                { "COMPRESSION uncompressed", """{"compression":"SNAPPY","version":1,"pageSize":2000,"batchSize":100,"statistics":"Page","rowGroupSize":2000}""" },
                { "COMPRESSION uncompressed", """{"compression":"ZSTD","version":2,"pageSize":500,"batchSize":50,"statistics":"Page"}""" },
                { "COMPRESSION uncompressed", """{"compression":"LZ4_RAW","version":2,"dictionary":false,"pageSize":5000,"batchSize":100,"statistics":"Page"}""" },
                { "COMPRESSION uncompressed", """{"compression":"UNCOMPRESSED","version":2,"pageSize":3000,"batchSize":100,"statistics":"Page","columns":{"text":"DELTA_BYTE_ARRAY","who":"DELTA_BYTE_ARRAY","blob":"DELTA_LENGTH_BYTE_ARRAY","id":"DELTA_BINARY_PACKED","number":"DELTA_BINARY_PACKED"}}""" },
                { "COMPRESSION uncompressed", """{"compression":"BROTLI","version":1,"dictionary":false,"statistics":"Chunk"}""" },
            };
            return layouts;
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task What_is_erased_is_nowhere_in_the_successor(string copyOptions, string rewriteChoices)
    {
        using TempFolder folder = new();
        string path = folder["canary.parquet"];
        Foreign.Sql($"COPY ({Table}) TO '{path}' (FORMAT parquet, {copyOptions})");
        if (rewriteChoices.Length > 0)
        {
            Foreign.Rewrite(path, path, (JsonObject)JsonNode.Parse(rewriteChoices)!);
        }

        byte[] source = await File.ReadAllBytesAsync(path);
        List<byte[]> before = await PageDump.ReadAsync(source);
        Assert.All(Needles, needle => Assert.Contains(before, form => form.AsSpan().IndexOf(needle) >= 0));

        RowPredicate predicate = Erase.By("who", Person);
        Erased erased = await Erase.RunAsync(new ParquetRowEraser(), source, predicate);
        Assert.Equal(13, erased.Findings.RowsMatched);
        foreach (byte[] form in await PageDump.ReadAsync(erased.Bytes))
        {
            foreach (byte[] needle in Needles)
            {
                int at = form.AsSpan().IndexOf(needle);
                Assert.True(at < 0, $"{Convert.ToHexString(needle)} at {at} of {form.Length} bytes");
            }
        }

        VerificationReport report = await new ParquetVerifier().VerifyAsync(new MemoryByteSource(source), new MemoryByteSource(erased.Bytes), predicate, CancellationToken.None);
        Assert.Empty(report.Problems);

        Erased again = await Erase.RunAsync(new ParquetRowEraser(), erased.Bytes, predicate);
        Assert.Equal(0, again.Findings.RowsMatched);
        Assert.Equal([new Segment.Copy(0, erased.Bytes.Length)], again.Segments);
        AssertBloomFiltersExclude(path, erased.Bytes, hasFilters: rewriteChoices.Length == 0 && !copyOptions.Contains("DICTIONARY_SIZE_LIMIT", StringComparison.Ordinal));
    }

    /// <summary>DuckDB writes filters beside dictionaries, and arrow-rs none unless it is asked to.</summary>
    private static void AssertBloomFiltersExclude(string path, byte[] successor, bool hasFilters)
    {
        string after = path + ".erased";
        File.WriteAllBytes(after, successor);
        foreach (string file in (string[])[path, after])
        {
            string filters = Foreign.Sql($"SELECT count(*) FROM parquet_metadata('{file}') WHERE path_in_schema = 'who' AND bloom_filter_offset IS NOT NULL")[0][0]!;
            Assert.Equal(hasFilters, filters != "0");
        }

        string?[][] hits = Foreign.Sql(
            $"SELECT p.row_group_id FROM parquet_bloom_probe('{after}', 'who', '{Person}') p JOIN parquet_metadata('{after}') m USING (row_group_id) "
            + "WHERE m.path_in_schema = 'who' AND m.bloom_filter_offset IS NOT NULL AND NOT p.bloom_filter_excludes");
        Assert.Empty(hits);
    }

    private static byte[] LittleEndian(long value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }
}
