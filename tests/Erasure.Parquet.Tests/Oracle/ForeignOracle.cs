using Erasure.Parquet.Find;
using Erasure.Parquet.Metadata;
using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Oracle;

/// <summary>Erases rows of a file and has every foreign reader that can read the original say what is left.</summary>
internal static class ForeignOracle
{
    private static int files;

    /// <summary>What each foreign reader sees in a file; readers that can't read it are left out.</summary>
    public static Dictionary<string, string[]> Read(string path)
    {
        var seen = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (string reader in Foreign.ParquetReaders)
        {
            try
            {
                seen.Add(reader, Foreign.Rows(reader, path));
            }
            catch (ForeignException)
            {
                // each reader has its gaps; the caller judges whether any is left
            }
        }

        return seen;
    }

    /// <summary>Erases the rows and asserts that readers see the original minus them, in order, and that our verifier finds nothing wrong.</summary>
    public static async Task AssertErasesAsync(byte[] source, IReadOnlyDictionary<string, string[]> seen, List<RowSet> rows)
    {
        (_, byte[] output) = await Plans.EraseRowsAsync(source, rows);
        VerificationReport report = await Plans.VerifyAsync(source, rows, output);
        Assert.Empty(report.Problems);

        string path = GeneratedFile.PathOf($"erased-{Interlocked.Increment(ref files)}.parquet");
        await File.WriteAllBytesAsync(path, output);
        HashSet<long> gone = Ordinals(rows);
        foreach ((string reader, string[] before) in seen)
        {
            string[] expected = [.. before.Where((_, row) => !gone.Contains(row))];
            string[] after = Rows(reader, path);
            if (!expected.AsSpan().SequenceEqual(after))
            {
                int row = FirstDifference(expected, after);
                Assert.Fail($"{reader} sees {after.Length} rows, {expected.Length} expected. Row {row} is\n{after.ElementAtOrDefault(row)}\nand should be\n{expected.ElementAtOrDefault(row)}");
            }
        }

        File.Delete(path);
    }

    private static string[] Rows(string reader, string path)
    {
        try
        {
            return Foreign.Rows(reader, path);
        }
        catch (ForeignException exception)
        {
            throw new ForeignException($"{reader} can't read the successor: {exception.Message}");
        }
    }

    private static HashSet<long> Ordinals(List<RowSet> rows)
    {
        var gone = new HashSet<long>();
        long first = 0;
        foreach (RowSet set in rows)
        {
            for (int row = 0; row < set.RowCount; row++)
            {
                if (set.Contains(row))
                {
                    gone.Add(first + row);
                }
            }

            first += set.RowCount;
        }

        return gone;
    }

    private static int FirstDifference(string[] expected, string[] actual)
    {
        int same = 0;
        while (same < expected.Length && same < actual.Length && expected[same] == actual[same])
        {
            same++;
        }

        return same;
    }
}
