using Erasure.Parquet.Tests.Quirks;

namespace Erasure.Parquet.Tests.Rewrite;

/// <summary>A plan is made when the first row is found; the rest of the file is searched while it is carried out.</summary>
public sealed class StreamedPlanTests
{
    private const int RowGroups = 100;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public async Task However_many_work_the_bytes_are_the_same(int workers)
    {
        byte[] file = Events();
        RowPredicate person = Erase.By("c", "person");

        RewritePlan plan = await PlanAsync(file, person, workers);
        byte[] output = await Plans.ExecuteAsync(file, plan.Segments);
        byte[] again = await Plans.ExecuteAsync(file, plan.Segments);

        Assert.Equal((await Erase.RunAsync(new ParquetRowEraser(), file, person)).Bytes, output);
        Assert.Equal(output, again);
        VerificationReport report = await new ParquetVerifier().VerifyAsync(new MemoryByteSource(file), new MemoryByteSource(output), person, default);
        Assert.True(report.IsSound);
        Assert.Equal(RowGroups / 10, report.RowsErased);
    }

    [Fact]
    public async Task What_is_found_is_the_same_before_and_after_the_plan_is_carried_out()
    {
        byte[] file = Events();
        Findings found = await new ParquetRowEraser().FindAsync(new MemoryByteSource(file), Erase.By("c", "person"), default);

        RewritePlan early = await PlanAsync(file, Erase.By("c", "person"), 2);
        RewritePlan late = await PlanAsync(file, Erase.By("c", "person"), 2);
        await Plans.ExecuteAsync(file, late.Segments);

        // a plan looks at bounds too, where no row of a chunk goes
        Assert.Equal(Counts(found), Counts(await early.FindAllAsync(default)));
        Assert.Equal(Counts(found), Counts(await late.FindAllAsync(default)));
        Assert.Equal(RowGroups / 10, found.RowsMatched);
    }

    private static Findings Counts(Findings findings) => findings with { BytesRead = 0, Problems = [], Notices = [] };

    [Fact]
    public async Task A_plan_reads_no_further_than_the_first_row_and_a_little()
    {
        byte[] file = Events();
        ParquetRowEraser eraser = new(new ParquetEraserOptions { DegreeOfParallelism = 2 });
        CountingByteSource planned = new(new MemoryByteSource(file)), opened = new(new MemoryByteSource(file));
        RewritePlan plan = await eraser.PlanAsync(planned, Erase.By("c", "person"), default);
        long read = planned.BytesRead;
        await eraser.FindAsync(opened, Erase.By("no such column", "person"), default);
        Findings all = await plan.FindAllAsync(default);

        Assert.False(plan.IsNoop);
        Assert.InRange(read - opened.BytesRead, 1, (all.BytesRead - opened.BytesRead) / 2);
    }

    [Fact]
    public async Task A_plan_that_was_abandoned_can_be_carried_out_again()
    {
        byte[] file = Events();
        RewritePlan plan = await PlanAsync(file, Erase.By("c", "person"), 8);
        await foreach (Segment segment in plan.Segments)
        {
            break;
        }

        Assert.Equal((await Erase.RunAsync(new ParquetRowEraser(), file, Erase.By("c", "person"))).Bytes, await Plans.ExecuteAsync(file, plan.Segments));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_cannot_be_read_behind_the_first_row_is_refused_while_the_plan_is_carried_out(int workers)
    {
        byte[] file = Events(brokenAt: RowGroups - 5);
        RewritePlan plan = await PlanAsync(file, Erase.By("c", "person"), workers);

        RefusedException first = await Assert.ThrowsAsync<RefusedException>(() => Plans.ExecuteAsync(file, plan.Segments));
        RefusedException second = await Assert.ThrowsAsync<RefusedException>(() => Plans.ExecuteAsync(file, plan.Segments));

        Assert.Equal(RefusalCode.Corrupt, first.Code);
        Assert.Equal(first.Message, second.Message);
        await Assert.ThrowsAsync<RefusedException>(async () => await plan.FindAllAsync(default));
    }

    [Fact]
    public async Task What_cannot_be_read_is_refused_by_the_plan_where_nothing_was_found_before()
    {
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => PlanAsync(Events(brokenAt: 50), Erase.By("c", "nobody"), 2));

        Assert.Equal(RefusalCode.Corrupt, refused.Code);
    }

    [Fact]
    public async Task A_row_group_too_few_is_refused_before_the_footer_is_written()
    {
        byte[] file = Events(rowsTooMany: 1);
        RewritePlan plan = await PlanAsync(file, Erase.By("c", "person"), 2);

        Assert.Equal(RefusalCode.Corrupt, (await Assert.ThrowsAsync<RefusedException>(() => Plans.ExecuteAsync(file, plan.Segments))).Code);
        Assert.Equal(RefusalCode.Corrupt, (await Assert.ThrowsAsync<RefusedException>(() => PlanAsync(file, Erase.By("c", "nobody"), 2))).Code);
    }

    private static Task<RewritePlan> PlanAsync(byte[] file, RowPredicate predicate, int workers) =>
        new ParquetRowEraser(new ParquetEraserOptions { DegreeOfParallelism = workers }).PlanAsync(new MemoryByteSource(file), predicate, default).AsTask();

    /// <summary>Every tenth row group has the person once, the third the first of them.</summary>
    private static byte[] Events(int brokenAt = -1, int rowsTooMany = 0)
    {
        HandmadeFile file = new() { RowsTooMany = rowsTooMany };
        for (int i = 0; i < RowGroups; i++)
        {
            string[] values = [$"a{i}", i % 10 == 2 ? "person" : $"b{i}", $"c{i}"];
            file.Begin().DataPage(HandmadeFile.Plain(values), i == brokenAt ? 4 : 3);
            file.End(3, 3);
        }

        return file.Finish();
    }
}
