using System.Text;
using Erasure.Parquet.Tests.Privacy;
using Erasure.Parquet.Tests.Quirks;
using Erasure.Parquet.Thrift;
using static Erasure.Parquet.Tests.Quirks.HandmadeFile;
using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Find;

/// <summary>Random files with random untruths in their statistics: what gives itself away loses no row, and the rest loses none without pruning or in a sample that covers it.</summary>
public sealed class UntruthPropertyTests
{
    private static readonly int Files = LongTests.Asked ? 2_000 : 60;

    [Fact]
    public async Task No_row_is_lost_to_statistics_that_give_themselves_away()
    {
        for (int seed = 0; seed < Files; seed++)
        {
            Random random = new(seed);
            (byte[] file, Dictionary<string, int> rows) = Make(random, group => random.Next(6) switch
            {
                0 => HiddenValueTests.Statistics(group.Max, group.Min, group.Nulls),
                1 => HiddenValueTests.Statistics(group.Min, group.Max, group.Entries),
                2 => HiddenValueTests.Statistics(group.Min, group.Max, group.Entries + random.Next(1, 9)),
                3 => HiddenValueTests.Statistics(group.Min, group.Max[..random.Next(group.Max.Length)], group.Nulls),
                4 => HiddenValueTests.Statistics([], [], group.Nulls),
                _ => HiddenValueTests.Statistics(group.Min, group.Max, group.Nulls),
            });
            await AssertAsync(file, rows, new ParquetEraserOptions { AuditedShare = 0 }, seed);
        }
    }

    [Fact]
    public async Task Statistics_that_only_their_values_give_away_lose_no_row_without_pruning_or_with_a_sample_of_all()
    {
        int lost = 0;
        for (int seed = 0; seed < Files; seed++)
        {
            Random random = new(seed);
            int lies = 0;
            (byte[] file, Dictionary<string, int> rows) = Make(random, group =>
            {
                lies++;
                return random.Next(3) switch
                {
                    0 => HiddenValueTests.Statistics(Raised(group.Min), Max(group.Max, Raised(group.Min)), group.Nulls),
                    1 => Nulls(group.Entries),
                    _ => HiddenValueTests.Statistics("a"u8.ToArray(), "b"u8.ToArray(), group.Nulls),
                };
            });
            await AssertAsync(file, rows, new ParquetEraserOptions { UseIndexes = false }, seed);
            await AssertAsync(file, rows, new ParquetEraserOptions { AuditedShare = 1 }, seed);
            foreach ((string value, int count) in rows)
            {
                lost += count - (int)(await FindAsync(file, new ParquetEraserOptions { AuditedShare = 0 }, value)).RowsMatched;
            }
        }

        // or else nothing was injected
        Assert.True(lost > Files);
    }

    private static async Task AssertAsync(byte[] file, Dictionary<string, int> rows, ParquetEraserOptions options, int seed)
    {
        foreach ((string value, int count) in rows)
        {
            Findings findings = await FindAsync(file, options, value);
            Assert.True(count == findings.RowsMatched, $"Seed {seed}: {findings.RowsMatched} rows of {count} for the value {value}.");
        }
    }

    private static async Task<Findings> FindAsync(byte[] file, ParquetEraserOptions options, string value) =>
        await new ParquetRowEraser(options with { DegreeOfParallelism = 1 }).FindAsync(new MemoryByteSource(file), Erase.By("c", value), CancellationToken.None);

    /// <summary>At most eight row groups, as many as the sample takes.</summary>
    private static (byte[] File, Dictionary<string, int> Rows) Make(Random random, Func<Group, ThriftStruct> statistics)
    {
        HandmadeFile file = new() { Repetition = 1, HasOrder = true, Converted = 0, CreatedBy = "parquet-rs version 60.0.0" };
        Dictionary<string, int> rows = [];
        for (int i = random.Next(2, 9); i > 0; i--)
        {
            string?[] entries = [.. Enumerable.Range(0, random.Next(2, 12)).Select(_ => random.Next(4) == 0 ? null : $"u{random.Next(40):D2}")];
            entries[0] = $"u{random.Next(40):D2}";
            string[] values = [.. entries.OfType<string>()];
            foreach (string value in values)
            {
                rows[value] = rows.GetValueOrDefault(value) + 1;
            }

            file.Begin().DataPage([.. Levels(true, [.. entries.Select(entry => (byte)(entry is null ? 0 : 1))]), .. Plain(values)], entries.Length);
            Group group = new(Encoding.UTF8.GetBytes(values.Min()!), Encoding.UTF8.GetBytes(values.Max()!), entries.Length, entries.Length - values.Length);
            file.End(entries.Length, entries.Length, meta => meta.Set(12, ThriftValue.Of(statistics(group))));
        }

        return (file.Finish(), rows);
    }

    private static byte[] Raised(byte[] value) => [(byte)(value[0] + 1), .. value.AsSpan(1)];

    private static byte[] Max(byte[] left, byte[] right) => left.AsSpan().SequenceCompareTo(right) > 0 ? left : right;

    private static ThriftStruct Nulls(long count)
    {
        ThriftStruct statistics = new();
        statistics.SetI64(3, count);
        return statistics;
    }

    private sealed record Group(byte[] Min, byte[] Max, long Entries, long Nulls);
}
