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
