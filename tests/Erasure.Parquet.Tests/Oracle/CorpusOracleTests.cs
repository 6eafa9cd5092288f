using Erasure.Parquet.Find;
using Erasure.Parquet.Tests.Corpus;

namespace Erasure.Parquet.Tests.Oracle;

/// <summary>Random rows of other writers' files, where the corpus lies beside the checkout (see <see cref="CorpusTests"/> for what is refused).</summary>
public sealed class CorpusOracleTests
{
    [CorpusTheory]
    [MemberData(nameof(CorpusTests.ErasedFiles), MemberType = typeof(CorpusTests))]
    public async Task Every_reader_sees_exactly_the_other_rows(string name)
    {
        string path = Path.Combine(CorpusTheoryAttribute.Folder, name);
        byte[] source = await File.ReadAllBytesAsync(path);
        Dictionary<string, string[]> seen = await ForeignReaders.ReadAsync(path);
        Assert.True(seen.Count > 1, $"Only [{string.Join(", ", seen.Keys)}] read the original.");
        for (int seed = 0; seed < 4; seed++)
        {
            List<RowSet> rows = await Plans.PickRowsAsync(source, new Random(seed), seed switch { 0 => 0.02, 1 => 1, _ => 0.4 });
            if (!rows.TrueForAll(set => set.IsEmpty))
            {
                await ForeignOracle.AssertErasesAsync(source, seen, rows);
            }
        }
    }
}
