using System.Collections.Concurrent;
using Erasure.Parquet.Find;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Rewrite;
using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Fuzz;

/// <summary>Damaged files: each is erased from, or refused with a code; nothing else is thrown, and memory stays within bounds.</summary>
/// <remarks>ERASURE_LONG_TESTS=1 takes a million.</remarks>
public sealed class MutationFuzzTests
{
    private const int BlockLength = 1_000;

    /// <summary>What a mutant of a few kilobytes may allocate in all, garbage included, under the limits below.</summary>
    private const long MaxAllocated = 64 << 20;

    private static readonly int Mutants = LongTests.Asked ? 1_000_000 : 150_000;

    private static readonly ParquetEraserOptions Options = new() { MaxPageBytes = 1 << 20, MaxPageValues = 1 << 18, MaxFooterBytes = 1 << 20, DegreeOfParallelism = 1 };

    private static readonly RowPredicate Predicate = new(
        [new SimpleMatch(["id", "name", "tags", "s.b", "int64_field", "string_col", "c"], [new SecretText("7"), new SecretText("user3"), new SecretText("1")])],
        [new CompositeMatch([new ColumnValue("x", new SecretText("1.5")), new ColumnValue("s.a", new SecretText("false"))])]);

    [Fact]
    public void Mutants_are_erased_from_or_refused_with_a_code()
    {
        List<byte[]> seeds = FuzzSeeds.Load();
        var failures = new ConcurrentBag<string>();
        int erased = 0;
        int refused = 0;
        Parallel.For(0, Mutants / BlockLength, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, block =>
        {
            for (int i = block * BlockLength; i < (block + 1) * BlockLength && failures.Count < 10; i++)
            {
                var random = new Random(i);
                byte[] mutant = Mutator.Mutate(seeds[random.Next(seeds.Count)], random);
                long before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    // in memory and one at a time, everything completes where it began
                    EraseAsync(mutant, random).GetAwaiter().GetResult();
                    Interlocked.Increment(ref erased);
                }
                catch (RefusedException)
                {
                    Interlocked.Increment(ref refused);
                }
                catch (Exception exception)
                {
                    failures.Add($"mutant {i}: {exception}");
                }

                long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                if (allocated > MaxAllocated)
                {
                    failures.Add($"mutant {i} allocated {allocated} bytes");
                }
            }
        });
        Assert.True(failures.IsEmpty, string.Join("\n\n", failures));

        // mutants that all fail at the door, or none at all, would test nothing
        Assert.InRange(erased, Mutants / 10, Mutants * 9 / 10);
        Assert.InRange(refused, Mutants / 10, Mutants * 9 / 10);
    }

    private static async Task EraseAsync(byte[] mutant, Random random)
    {
        if (random.Next(2) == 0)
        {
            RewritePlan plan = await new ParquetRowEraser(Options).PlanAsync(new MemoryByteSource(mutant), Predicate, CancellationToken.None);
            await Plans.ExecuteAsync(mutant, plan.Segments);
            return;
        }

        ParquetFile file = await ParquetFile.OpenAsync(new MemoryByteSource(mutant), Options, CancellationToken.None);
        List<RowSet> rows = [];
        for (int i = 0; i < file.Metadata.RowGroupCount; i++)
        {
            var set = new RowSet((int)file.RowGroup(i).RowCount);
            for (int row = 0; row < Math.Min(set.RowCount, 30); row += random.Next(1, 8))
            {
                set.Add(row);
            }

            rows.Add(set);
        }

        if (file.Schema.Leaves.Count > 0)
        {
            await Plans.ExecuteAsync(mutant, Plans.Rewrite(file, rows));
        }
    }
}
