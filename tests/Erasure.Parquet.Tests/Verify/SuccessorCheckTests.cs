using Erasure.Parquet.Tests.Quirks;

namespace Erasure.Parquet.Tests.Verify;

/// <summary>What a plan's successor has to pass before it takes the original's place.</summary>
public sealed class SuccessorCheckTests
{
    [Fact]
    public async Task What_the_plan_makes_may_take_the_originals_place()
    {
        byte[] file = Events();
        RewritePlan plan = await PlanAsync(file);

        await plan.Check!.CheckAsync(new MemoryByteSource(file), await Plans.SuccessorAsync(file, plan.Segments), default);
    }

    [Fact]
    public async Task Another_file_may_not()
    {
        byte[] file = Events();
        RewritePlan plan = await PlanAsync(file);
        await Plans.ExecuteAsync(file, plan.Segments);

        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(async () =>
            await plan.Check!.CheckAsync(new MemoryByteSource(file), Successor.Of(new MemoryByteSource(file)), default));

        Assert.Equal(RefusalCode.SuccessorDiffers, refused.Code);
        Assert.DoesNotContain("person", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A footer whose pages and indexes lie where the file has ended, or where its plan copies from.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(60)]
    [InlineData(300)]
    public async Task A_successor_that_ends_early_is_refused_as_one_that_differs(int kept)
    {
        byte[] file = Events();
        RewritePlan plan = await PlanAsync(file);
        byte[] whole = await Plans.ExecuteAsync(file, plan.Segments);
        byte[] footer = whole[^(BitConverter.ToInt32(whole, whole.Length - 8) + 8)..];
        byte[] cut = [.. whole[..kept], .. footer];
        SuccessorSegment[] beyond = [new(0, whole.Length - footer.Length, file.Length - kept, 0), new(whole.Length - footer.Length, footer.Length, null, 0)];
        foreach (Successor successor in new[] { Successor.Of(new MemoryByteSource(cut)), new Successor(new MemoryByteSource(file), new MemoryByteSource(footer), beyond) })
        {
            RefusedException refused = await Assert.ThrowsAsync<RefusedException>(async () => await plan.Check!.CheckAsync(new MemoryByteSource(file), successor, default));
            Assert.Equal(RefusalCode.SuccessorDiffers, refused.Code);
        }
    }

    [Fact]
    public async Task A_plan_that_changes_nothing_needs_no_check() =>
        Assert.Null((await new ParquetRowEraser().PlanAsync(new MemoryByteSource(Events()), Erase.By("c", "nobody"), default)).Check);

    private static async Task<RewritePlan> PlanAsync(byte[] file) =>
        await new ParquetRowEraser().PlanAsync(new MemoryByteSource(file), Erase.By("c", "person"), default);

    private static byte[] Events()
    {
        HandmadeFile file = new();
        for (int i = 0; i < 9; i++)
        {
            file.Begin().DataPage(HandmadeFile.Plain($"a{i}", i % 4 == 2 ? "person" : $"b{i}", $"c{i}"), 3);
            file.End(3, 3);
        }

        return file.Finish();
    }
}
