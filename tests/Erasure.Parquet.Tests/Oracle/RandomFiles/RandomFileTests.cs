using System.Globalization;
using Erasure.Tests.Shared;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Erasure.Parquet.Tests.Oracle.RandomFiles;

/// <summary>Erases people from random files of many writers; what should be left is known from the table, never from a find.</summary>
/// <remarks>
/// ERASURE_LONG_TESTS=1 takes 5,000 files, ERASURE_SEEDS=from-to those of some seeds. Files at fault are kept in the temporary folder
/// and named with their seeds.
/// </remarks>
public sealed class RandomFileTests(ITestOutputHelper output)
{
    private const int ShortRun = 224, LongRun = 5_000;

    /// <summary>Readers that are hardly ever wrong; what none of them reads is no case.</summary>
    private static readonly string[] Strict = ["duckdb", "parquet-wasm", "arrow-cpp"];

    /// <summary>Where files at fault are kept.</summary>
    private static readonly string Kept = Path.Combine(Path.GetTempPath(), "erasure-random-files");

    [Fact]
    public async Task Every_reader_of_the_original_agrees_on_the_rest()
    {
        int[] seeds = Seeds();
        RandomFileTally tally = new();
        string folder = Directory.CreateTempSubdirectory("erasure-random-files-").FullName;
        try
        {
            await Parallel.ForEachAsync(seeds, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (seed, _) => await RunAsync(seed, folder, tally));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        output.WriteLine($"{seeds.Length} files\n{tally}");
        Assert.True(tally.Faults.IsEmpty, $"{tally.Faults.Count} faults; inputs in {Kept}\n{string.Join('\n', tally.Faults.Take(60))}\n{tally}");
        foreach (string writer in RandomFile.Writers)
        {
            Assert.True(tally.CountOf(writer, RandomFileTally.Right) * 2 >= tally.FilesOf(writer), $"Too few files of {writer} were erased.\n{tally}");
            Assert.True(tally.CountOf(writer, RandomFileTally.Unwritten) * 5 <= tally.FilesOf(writer), $"Too few files of {writer} were written.\n{tally}");
        }

        foreach (string reader in ForeignReaders.Names)
        {
            Assert.True(tally.AgreedBy(reader) >= seeds.Length / 8, $"{reader} read too few files.\n{tally}");
        }
    }

    private static int[] Seeds()
    {
        if (Environment.GetEnvironmentVariable("ERASURE_SEEDS") is { Length: > 0 } range)
        {
            int[] ends = [.. range.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture))];
            return [.. Enumerable.Range(ends[0], ends[1] - ends[0] + 1)];
        }

        return [.. Enumerable.Range(0, LongTests.Asked ? LongRun : ShortRun)];
    }

    private static async Task RunAsync(int seed, string folder, RandomFileTally tally)
    {
        string own = Directory.CreateDirectory(Path.Combine(folder, $"{seed}")).FullName;
        RandomFile? file = null;
        try
        {
            file = await RandomFile.MakeAsync(seed, own);
            await EraseAsync(file, tally);
        }
        catch (ForeignException) when (file is null)
        {
            tally.Add(RandomFile.WriterOf(seed), null, RandomFileTally.Unwritten);
        }
        catch (RefusedException) when (file is null)
        {
            // what the writer wrote can't be cut again; the same as written is held against readers
            tally.Add(RandomFile.WriterOf(seed), null, RandomFileTally.Unread);
        }
        catch (Exception exception)
        {
            tally.Faults.Enqueue($"{seed}, {RandomFile.WriterOf(seed)}, {file?.Cut?.ToString() ?? "as written"}: {exception.GetType().Name} {exception.Message}");
            if (file is not null)
            {
                Directory.CreateDirectory(Kept);
                File.Copy(file.Path, Path.Combine(Kept, Path.GetFileName(file.Path)), overwrite: true);
            }
        }

        Directory.Delete(own, recursive: true);
    }

    private static async Task EraseAsync(RandomFile file, RandomFileTally tally)
    {
        Dictionary<string, string[]> seen = await ForeignReaders.ReadAsync(file.Path);
        if (file.Cut is not null)
        {
            // a cut is a valid case for whoever reads it as what it was
            Dictionary<string, string[]> written = await ForeignReaders.ReadAsync(file.WrittenPath);
            seen = seen.Where(reader => written.TryGetValue(reader.Key, out string[]? rows) && rows.AsSpan().SequenceEqual(reader.Value)).ToDictionary();
        }

        if (!Array.Exists(Strict, seen.ContainsKey))
        {
            // hyparquet-writer 0.16.9 writes deltas of 65 bits, which hyparquet takes back
            tally.Add(file.Writer, file.Cut, RandomFileTally.Unread);
            return;
        }

        ShreddedTable table = file.Table;
        int[] people = [.. Enumerable.Range(0, file.Choices.Next(1, 4)).Select(_ => file.Choices.Next(table.People.Count)).Distinct()];
        HashSet<int> gone = table.RowsOf(people);
        RowPredicate predicate = Erase.By(table.IdentifierPath, [.. people.Select(person => table.People[person].Text)]);
        byte[] source = await File.ReadAllBytesAsync(file.Path);
        Erased erased;
        try
        {
            erased = await Erase.RunAsync(new ParquetRowEraser(), source, predicate);
        }
        catch (RefusedException refusal) when (refusal.Code == RefusalCode.Corrupt && file.Cut is { FirstRows: FirstRows.Shifted })
        {
            tally.Add(file.Writer, file.Cut, $"refused as {refusal.Code}");
            return;
        }

        Assert.Empty(erased.Findings.Problems);
        Assert.Equal((table.RowCount, gone.Count), (erased.Findings.Rows, erased.Findings.RowsMatched));
        string path = file.Path + ".erased.parquet";
        await File.WriteAllBytesAsync(path, erased.Bytes);
        foreach ((string reader, string[] before) in seen)
        {
            try
            {
                await ForeignOracle.AssertSeesAsync(reader, path, [.. before.Where((_, row) => !gone.Contains(row))]);
                tally.Agrees(reader);
            }
            catch (Exception disagrees) when (disagrees is XunitException or ForeignException && file.Cut is null)
            {
                if (!await MisreadsAsync(file, reader, seen))
                {
                    throw;
                }

                tally.Misreads(reader);
            }
        }

        VerificationReport report = await new ParquetVerifier().VerifyAsync(new MemoryByteSource(source), new MemoryByteSource(erased.Bytes), predicate, CancellationToken.None);
        Assert.Empty(report.Problems);
        await AssertNowhereAsync(erased.Bytes, people.Select(person => table.People[person]));
        AssertFilters(file, path, seen, people, gone);
        tally.Add(file.Writer, file.Cut, gone.Count > 0 ? RandomFileTally.Right : RandomFileTally.Vacuous);
    }

    /// <summary>The reader, alone, sees other values where the same ones are written plainly: hyparquet and Parquet.Net misread deltas of many bits, Parquet.Net prefixes too.</summary>
    private static async Task<bool> MisreadsAsync(RandomFile file, string reader, Dictionary<string, string[]> seen)
    {
        string path = file.Path + ".plain-pages.parquet";
        byte[] plain = await new PageCutter(await File.ReadAllBytesAsync(file.Path), new PageCut(1, FirstRows.Right, CountsEntries: false), new Random(file.Seed)).CutAsync();
        await File.WriteAllBytesAsync(path, plain);
        Dictionary<string, string[]> read = await ForeignReaders.ReadAsync(path);
        bool Sees(string name) => read.TryGetValue(name, out string[]? rows) && rows.AsSpan().SequenceEqual(seen[name]);
        string[] strict = [.. Strict.Where(seen.ContainsKey)];
        return !Strict.Contains(reader) && Array.TrueForAll(strict, Sees) && !Sees(reader);
    }

    private static async Task AssertNowhereAsync(byte[] successor, IEnumerable<Person> people)
    {
        List<byte[]> forms = await PageDump.ReadAsync(successor);
        foreach (Person person in people.Where(person => !person.Needle.IsEmpty))
        {
            Assert.DoesNotContain(forms, form => form.AsSpan().IndexOf(person.Needle) >= 0);
        }
    }

    /// <summary>DuckDB, which asks statistics and filters first, finds who is left and nobody who isn't.</summary>
    private static void AssertFilters(RandomFile file, string path, Dictionary<string, string[]> seen, int[] people, HashSet<int> gone)
    {
        ShreddedTable table = file.Table;
        if (!seen.ContainsKey("duckdb") || table.IdentifierPath != "who" || file.Writer == "arrow-rs" && table.Columns.Any(column => column.Leaf is { IsIdentifier: true, Kind.Name: "uuid" }))
        {
            return;
        }

        int[] asked = [.. people, .. Enumerable.Range(0, 3).Select(_ => file.Choices.Next(table.People.Count))];
        (int from, int to) = (file.Choices.Next(table.RowCount), file.Choices.Next(table.RowCount));
        IEnumerable<string> counts = asked.Select(person => $"(SELECT count(*) FROM read_parquet('{path}') WHERE who = '{table.People[person].Text}')")
            .Append($"(SELECT count(*) FROM read_parquet('{path}') WHERE id BETWEEN {from} AND {to})");
        string?[] found = Foreign.Sql($"SELECT {string.Join(", ", counts)}")[0];
        IEnumerable<int> expected = asked.Select(person => table.RowsOf([person]).Except(gone).Count())
            .Append(Enumerable.Range(from, Math.Max(0, to - from + 1)).Except(gone).Count());
        Assert.Equal(expected.Select(count => $"{count}"), found);
    }
}
