using System.IO.Compression;
using System.Text;
using Erasure.Parquet.Csv;
using Erasure.Parquet.Json;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Tests.Text;

/// <summary>Long records take their memory from what all readers share. What is read is in memory, so that a reading that doesn't wait never leaves the thread.</summary>
public sealed class RecordMemoryTests
{
    private const int Length = 4 << 20;

    private static readonly RowPredicate ById = Erase.By("id", "7");

    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    public async Task Who_finds_none_left_buffers_no_more_until_there_is_some(string format)
    {
        RecordMemory memory = new(Length);
        TaskCompletionSource gate = new();
        ValueTask<Findings> first = EraserOf(format, memory).FindAsync(new GatedByteSource(Source(format), gate.Task), ById, default);
        CountingByteSource source = new(Source(format));

        ValueTask<Findings> second = EraserOf(format, memory).FindAsync(source, ById, default);

        Assert.False(second.IsCompleted);
        Assert.InRange(source.BytesRead, RecordMemory.FreeLength, 2 * RecordMemory.FreeLength);
        gate.SetResult();
        Assert.Equal(1, (await first).RowsMatched);
        Assert.Equal(1, (await second).RowsMatched);
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_keeps_nobody_behind_him()
    {
        RecordMemory memory = new(3 * Length);
        TaskCompletionSource gate = new();
        using CancellationTokenSource givenUp = new();
        ValueTask<Findings> first = EraserOf("json", memory).FindAsync(new GatedByteSource(Source("json"), gate.Task), ById, default);

        // Nobody knows how long a compressed one becomes.
        ValueTask<Findings> needsAll = EraserOf("json.gz", memory).FindAsync(Source("json.gz"), ById, givenUp.Token);
        ValueTask<Findings> behind = EraserOf("json", memory).FindAsync(Source("json"), ById, default);
        Assert.False(needsAll.IsCompleted || behind.IsCompleted);

        await givenUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => needsAll.AsTask());
        Assert.Equal(1, (await behind).RowsMatched);
        gate.SetResult();
        await first;
    }

    [Fact]
    public async Task Whoever_gives_up_reading_gives_back_what_he_had()
    {
        RecordMemory memory = new(Length);
        TaskCompletionSource gate = new();
        ValueTask<Findings> first = EraserOf("json", memory).FindAsync(new GatedByteSource(Source("json"), gate.Task), ById, default);
        ValueTask<Findings> second = EraserOf("json", memory).FindAsync(Source("json"), ById, default);
        Assert.False(second.IsCompleted);

        gate.SetCanceled();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.AsTask());
        Assert.Equal(1, (await second).RowsMatched);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("json.gz")]
    [InlineData("csv")]
    public async Task One_longer_than_all_there_is_goes_through_alone(string format)
    {
        RecordMemory memory = new(1);
        IRowEraser eraser = EraserOf(format, memory);
        byte[] text = Text(format);
        MemoryByteSource source = new(text);
        ValueTask<RewritePlan> planning = eraser.PlanAsync(source, ById, default);
        Assert.True(planning.IsCompleted);
        RewritePlan plan = await planning;

        ValueTask checking = plan.Check!.CheckAsync(source, await Plans.SuccessorAsync(text, plan.Segments), default);

        Assert.True(checking.IsCompleted);
        await checking;
    }

    private static IRowEraser EraserOf(string format, RecordMemory memory)
    {
        TextEraserOptions options = new() { Name = $"a.{format}", Memory = memory };
        return format == "csv" ? new CsvRowEraser(options) : new JsonRowEraser(options);
    }

    private static MemoryByteSource Source(string format) => new(Text(format));

    private static byte[] Text(string format)
    {
        string letters = new('x', Length);
        byte[] text = Encoding.UTF8.GetBytes(format == "csv" ? $"id,p\n8,{letters}\n7,a\n" : $"{{\"id\":8,\"p\":\"{letters}\"}}\n{{\"id\":7}}\n");
        if (format != "json.gz")
        {
            return text;
        }

        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(text);
        }

        return compressed.ToArray();
    }

    /// <summary>Reads no further than half before the gate opens.</summary>
    private sealed class GatedByteSource(MemoryByteSource source, Task gate) : IByteSource
    {
        public long Length => source.Length;

        public async ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (offset >= Length / 2)
            {
                await gate;
            }

            await source.ReadAsync(offset, buffer, cancellationToken);
        }
    }
}
