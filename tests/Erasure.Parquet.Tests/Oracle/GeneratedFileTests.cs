using Erasure.Parquet.Find;
using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Oracle;

/// <summary>Random rows of generated files.</summary>
public sealed class GeneratedFileTests
{
    private static readonly int Files = LongTests.Asked ? 90 : 45;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, Files)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_reader_sees_exactly_the_other_rows(int seed)
    {
        string path = GeneratedFile.Make(seed);
        byte[] source = await File.ReadAllBytesAsync(path);
        Dictionary<string, string[]> seen = await ForeignReaders.ReadAsync(path, Foreign.ParquetReaders);
        Assert.True(seen.Count > 1, $"Only [{string.Join(", ", seen.Keys)}] read the original.");
        foreach (double share in new[] { 0.002, 0.2, seed % 7 == 0 ? 1 : 0.97 })
        {
            List<RowSet> rows = await Plans.PickRowsAsync(source, new Random(seed), share);
            if (!rows.TrueForAll(set => set.IsEmpty))
            {
                await ForeignOracle.AssertErasesAsync(source, seen, rows);
            }
        }
    }
}
