using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests;

public sealed class FilePlanWriterTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_file_holds_the_segments_in_order(bool isFile)
    {
        byte[] original = new byte[5 << 20];
        new Random(7).NextBytes(original);
        byte[] made = [1, 2, 3];
        Segment[] segments = [new Segment.Write(made), new Segment.Copy(3 << 20, 2 << 20), new Segment.Write(made), new Segment.Copy(17, 1_500_000), new Segment.Copy(0, 1)];

        (byte[] written, PlanTotals totals) = await WriteAsync(original, isFile, segments);

        Assert.Equal([.. made, .. original[(3 << 20)..], .. made, .. original[17..1_500_017], original[0]], written);
        Assert.Equal(new PlanTotals((2 << 20) + 1_500_001, 3, 6), totals);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_range_that_the_source_does_not_have_is_an_error(bool isFile) =>
        await Assert.ThrowsAnyAsync<IOException>(() => WriteAsync(new byte[100], isFile, [new Segment.Copy(50, 100), new Segment.Write(new byte[1])]));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_plan_ends_soon_after_a_range_that_cannot_be_copied(bool isFile)
    {
        int asked = 0;
        await Assert.ThrowsAnyAsync<IOException>(() => WriteAsync(new byte[100], isFile, Endless()));

        Assert.InRange(asked, 1, 1000);

        IEnumerable<Segment> Endless()
        {
            for (; asked < int.MaxValue; asked++)
            {
                yield return new Segment.Copy(asked < 10 ? 0 : 50, 100);
            }
        }
    }

    [Fact]
    public async Task A_plan_that_is_refused_half_way_is_refused()
    {
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => WriteAsync(new byte[100], isFile: true, Refused()));
        Assert.Equal(RefusalCode.Corrupt, refused.Code);

        static IEnumerable<Segment> Refused()
        {
            yield return new Segment.Copy(0, 100);
            throw new RefusedException(RefusalCode.Corrupt, "page 3");
        }
    }

    private async Task<(byte[] Written, PlanTotals Totals)> WriteAsync(byte[] original, bool isFile, IEnumerable<Segment> segments)
    {
        string path = Path.Combine(folder.Path, "source");
        await File.WriteAllBytesAsync(path, original);
        using FileByteSource file = new(path);
        string target = Path.Combine(folder.Path, "target");
        PlanTotals totals;
        using (var handle = File.OpenHandle(target, FileMode.Create, FileAccess.ReadWrite))
        {
            RewritePlan plan = new(original.Length, new Findings(1, 1, 0, []), segments.ToAsyncEnumerable());
            totals = await FilePlanWriter.WriteAsync(isFile ? file : new MemoryByteSource(original), plan, handle, CancellationToken.None);
        }

        return (await File.ReadAllBytesAsync(target), totals);
    }
}
