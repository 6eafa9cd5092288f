using Erasure.Parquet.Buffers;
using Erasure.Parquet.Find;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Rewrite;
using Erasure.Parquet.Verify;

namespace Erasure.Parquet.Tests;

/// <summary>Executes plans in memory.</summary>
internal static class Plans
{
    public static async Task<byte[]> ExecuteAsync(ReadOnlyMemory<byte> source, IAsyncEnumerable<Segment> segments)
    {
        using MemoryStream output = new();
        await foreach (Segment segment in segments)
        {
            ReadOnlyMemory<byte> bytes = segment switch
            {
                Segment.Copy copy => source.Slice((int)copy.Offset, (int)copy.Count),
                Segment.Write write => write.Bytes,
                _ => throw new InvalidOperationException(),
            };
            output.Write(bytes.Span);
        }

        return output.ToArray();
    }

    /// <summary>Executes a plan in memory, keeping what is known of where bytes came from.</summary>
    public static async Task<Successor> SuccessorAsync(byte[] source, IAsyncEnumerable<Segment> segments)
    {
        using MemoryStream written = new();
        List<SuccessorSegment> known = [];
        long end = 0;
        await foreach (Segment segment in segments)
        {
            known.Add(new SuccessorSegment(end, segment.Length, (segment as Segment.Copy)?.Offset, written.Length));
            end += segment.Length;
            if (segment is Segment.Write write)
            {
                written.Write(write.Bytes.Span);
            }
        }

        return new Successor(new MemoryByteSource(source), new MemoryByteSource(written.ToArray()), known);
    }

    /// <summary>Erases the given rows, whatever their values.</summary>
    public static async Task<(ParquetFile File, byte[] Output)> EraseRowsAsync(byte[] source, IReadOnlyList<RowSet> rows, ParquetEraserOptions? options = null)
    {
        ParquetFile file = await ParquetFile.OpenAsync(new MemoryByteSource(source), options ?? new ParquetEraserOptions(), default);
        return (file, await ExecuteAsync(source, Rewrite(file, rows)));
    }

    /// <summary>The file without the given rows.</summary>
    public static IAsyncEnumerable<Segment> Rewrite(ParquetFile file, IReadOnlyList<RowSet> rows) =>
        new FileRewriter(file, new KnownRows(rows), new WorkLimit(file.Options)).RewriteAsync(default);

    /// <summary>Verifies that a file is another one without the given rows, of which nobody says why they went.</summary>
    public static async Task<VerificationReport> VerifyAsync(byte[] source, IReadOnlyList<RowSet> rows, byte[] output) => await new ParquetVerifier().VerifyAsync(
        new MemoryByteSource(source), Successor.Of(new MemoryByteSource(output)), new RowsRemoved(null, [.. rows.Select(set => set.ToArray())]), default);

    /// <summary>By row group, each row with the given probability.</summary>
    public static async Task<List<RowSet>> PickRowsAsync(byte[] source, Random random, double probability)
    {
        ParquetFile file = await ParquetFile.OpenAsync(new MemoryByteSource(source), new ParquetEraserOptions(), default);
        List<RowSet> sets = [];
        for (int i = 0; i < file.Metadata.RowGroupCount; i++)
        {
            RowSet set = new((int)file.RowGroup(i).RowCount);
            for (int row = 0; row < set.RowCount; row++)
            {
                if (random.NextDouble() < probability)
                {
                    set.Add(row);
                }
            }

            sets.Add(set);
        }

        return sets;
    }

    private sealed class KnownRows(IReadOnlyList<RowSet> rows) : IRowSets
    {
        public int Count => rows.Count;

        public RowSet? Known(int index) => rows.ElementAtOrDefault(index);

        public ValueTask<RowSet> GetAsync(int index, CancellationToken cancellationToken) => ValueTask.FromResult(rows[index]);

        public ValueTask StopAsync() => ValueTask.CompletedTask;
    }
}
