using Erasure.Parquet.Find;
using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Oracle;

/// <summary>Random rows of other writers' files, where the corpus lies beside the checkout (see <see cref="Corpus.CorpusTests"/> for what is refused).</summary>
public sealed class CorpusOracleTests
{
    private const string Absent = "(no ../shared/parquet-testing beside the checkout)";

    private static readonly string Folder = Path.Combine(Repository.Root, "..", "shared", "parquet-testing", "data");

    public static TheoryData<string> Files => Directory.Exists(Folder)
        ? [.. Directory.EnumerateFiles(Folder, "*.parquet", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file)).Where(IsErased).Order(StringComparer.Ordinal)]
        : [Absent];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_reader_sees_exactly_the_other_rows(string name)
    {
        if (name == Absent)
        {
            return;
        }

        string path = Path.Combine(Folder, name);
        byte[] source = await File.ReadAllBytesAsync(path);
        Dictionary<string, string[]> seen = ForeignOracle.Read(path);
        Assert.NotEmpty(seen);
        for (int seed = 0; seed < 4; seed++)
        {
            List<RowSet> rows = await Plans.PickRowsAsync(source, new Random(seed), seed switch { 0 => 0.02, 1 => 1, _ => 0.4 });
            if (!rows.TrueForAll(set => set.IsEmpty))
            {
                await ForeignOracle.AssertErasesAsync(source, seen, rows);
            }
        }
    }

    private static bool IsErased(string name) => !name.Contains("corrupt-checksum", StringComparison.Ordinal);
}
