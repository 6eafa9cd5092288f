using Erasure.Parquet.Find;
using Erasure.Parquet.Metadata;
using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Corpus;

/// <summary>Erases rows from files of many writers and compares what is left with our own reader; foreign readers do so in tests/foreign.</summary>
public sealed class CorpusTests
{
    /// <summary>The files that are refused, and why. Refusing more is a regression.</summary>
    private static readonly Dictionary<string, RefusalCode> Refused = new(StringComparer.Ordinal)
    {
        ["encrypt_columns_and_footer.parquet.encrypted"] = RefusalCode.Encrypted,
        ["encrypt_columns_and_footer_aad.parquet.encrypted"] = RefusalCode.Encrypted,
        ["encrypt_columns_and_footer_bloom_filter.parquet.encrypted"] = RefusalCode.Encrypted,
        ["encrypt_columns_and_footer_ctr.parquet.encrypted"] = RefusalCode.Encrypted,
        ["encrypt_columns_and_footer_disable_aad_storage.parquet.encrypted"] = RefusalCode.Encrypted,
        ["external_key_material_java.parquet.encrypted"] = RefusalCode.Encrypted,
        ["uniform_encryption.parquet.encrypted"] = RefusalCode.Encrypted,
        ["datapage_v1-corrupt-checksum.parquet"] = RefusalCode.ChecksumMismatch,
        ["rle-dict-uncompressed-corrupt-checksum.parquet"] = RefusalCode.ChecksumMismatch,
    };

    /// <summary>Stands for the corpus where there is none.</summary>
    private const string Absent = "(no ../shared/parquet-testing beside the checkout)";

    private static readonly string Corpus = Path.Combine(Repository.Root, "..", "shared", "parquet-testing");

    public static TheoryData<string> Files => In("data");

    public static TheoryData<string> BadFiles => In("bad_data");

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Erasing_random_rows_leaves_exactly_the_others(string name)
    {
        if (name == Absent)
        {
            return;
        }

        byte[] source = await File.ReadAllBytesAsync(Path.Combine(Corpus, name));
        if (Refused.TryGetValue(Path.GetFileName(name), out RefusalCode code))
        {
            RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(() => EraseAsync(source, 1, 0.5));
            Assert.Equal(code, refusal.Code);
            return;
        }

        for (int seed = 0; seed < 6; seed++)
        {
            await EraseAsync(source, seed, seed switch { 0 => 0.01, 1 => 0.9, 2 => 1, _ => 0.3 });
        }
    }

    [Theory]
    [MemberData(nameof(BadFiles))]
    public async Task Malformed_files_are_refused_with_a_code_or_erased_correctly(string name)
    {
        if (name == Absent)
        {
            return;
        }

        byte[] source = await File.ReadAllBytesAsync(Path.Combine(Corpus, name));
        for (int seed = 0; seed < 20; seed++)
        {
            try
            {
                await EraseAsync(source, seed, 0.5);
            }
            catch (RefusedException refusal)
            {
                Assert.Equal(RefusalCode.Corrupt, refusal.Code);
            }
        }
    }

    private static TheoryData<string> In(string folder)
    {
        string path = Path.Combine(Corpus, folder);
        return Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, "*.parquet*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Corpus, file)).Order(StringComparer.Ordinal)]
            : [Absent];
    }

    private static async Task EraseAsync(byte[] source, int seed, double probability)
    {
        List<RowSet> rows = await Plans.PickRowsAsync(source, new Random(seed), probability);
        if (rows.TrueForAll(set => set.IsEmpty))
        {
            return;
        }

        (_, byte[] output) = await Plans.EraseRowsAsync(source, rows);
        VerificationReport report = await Plans.VerifyAsync(source, rows, output);
        Assert.Empty(report.Problems);
    }
}
