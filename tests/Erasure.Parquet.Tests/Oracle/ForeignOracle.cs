using Erasure.Parquet.Find;
using Erasure.Parquet.Metadata;
using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Oracle;

/// <summary>Erases rows of a file and has every foreign reader that can read the original say what is left.</summary>
internal static class ForeignOracle
{
    private static int files;

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
            await AssertSeesAsync(reader, path, [.. before.Where((_, row) => !gone.Contains(row))]);
        }

        File.Delete(path);
    }

    /// <summary>Asserts what a reader sees in a successor.</summary>
    public static async Task AssertSeesAsync(string reader, string path, string[] expected)
    {
        string[] after;
        try
        {
            after = await ForeignReaders.RowsAsync(reader, path);
        }
        catch (ForeignException exception)
        {
            throw new ForeignException($"{reader} can't read the successor: {exception.Message}");
        }

        if (!expected.AsSpan().SequenceEqual(after))
        {
            int row = FirstDifference(expected, after);
            Assert.Fail($"{reader} sees {after.Length} rows, {expected.Length} expected. Row {row} is\n{after.ElementAtOrDefault(row)}\nand should be\n{expected.ElementAtOrDefault(row)}");
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
