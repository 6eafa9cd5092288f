using Erasure.Parquet.Find;
using Erasure.Parquet.Metadata;

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

    public static TheoryData<string> Files => [.. Names("data")];

    /// <summary>Those that aren't refused.</summary>
    public static TheoryData<string> ErasedFiles => [.. Names("data").Where(name => !Refused.ContainsKey(Path.GetFileName(name)))];

    public static TheoryData<string> BadFiles => [.. Names("bad_data")];

    [CorpusTheory]
    [MemberData(nameof(Files))]
    public async Task Erasing_random_rows_leaves_exactly_the_others(string name)
    {
        byte[] source = await File.ReadAllBytesAsync(Path.Combine(CorpusTheoryAttribute.Folder, name));
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

    [CorpusTheory]
    [MemberData(nameof(BadFiles))]
    public async Task Malformed_files_are_refused_with_a_code_or_erased_correctly(string name)
    {
        byte[] source = await File.ReadAllBytesAsync(Path.Combine(CorpusTheoryAttribute.Folder, name));
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

    private static IEnumerable<string> Names(string folder) =>
        Directory.EnumerateFiles(Path.Combine(CorpusTheoryAttribute.Folder, folder), "*.parquet*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(CorpusTheoryAttribute.Folder, file))
            .Order(StringComparer.Ordinal);

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
