using System.Text;
using Erasure.Parquet.Text;
using Erasure.Parquet.Verify.Records;
using RecordCut = Erasure.Parquet.Verify.Records.RecordCut;

namespace Erasure.Parquet.Tests.Text;

/// <summary>What the check makes of one long record: work and memory by its length, and no more.</summary>
public sealed class LongRecordTests
{
    private const int Length = 16 << 20;

    private static readonly RowPredicate ById = Erase.By("id", "7");

    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    public async Task It_is_looked_at_a_few_times_however_long_it_is(string format)
    {
        CountingForm? counted = null;
        TextSuccessorCheck check = new(new TextEraserOptions(), judge => counted = new CountingForm(FormOf(format, judge)), ById);

        await CheckAsync(check, format);

        Assert.InRange(counted!.Scanned, Length, 4L * Length);
    }

    [Theory]
    [InlineData("json", 4)]
    [InlineData("csv", 4)]
    [InlineData("json with tabs", 10)]
    public async Task It_is_copied_a_few_times_at_most(string format, int times)
    {
        (MemoryByteSource original, MemoryByteSource left) = (Original(format), Left(format));
        long before = GC.GetAllocatedBytesForCurrentThread();

        ValueTask checking = new TextSuccessorCheck(new TextEraserOptions(), judge => FormOf(format, judge), ById).CheckAsync(original, Successor.Of(left), default);

        // All that it reads is in memory, so that it never leaves this thread.
        Assert.True(checking.IsCompletedSuccessfully);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, Length, (long)times * Length);
        await checking;
    }

    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    [InlineData("json with tabs")]
    public async Task Its_last_letter_counts(string format)
    {
        TextSuccessorCheck check = new(new TextEraserOptions(), judge => FormOf(format, judge), ById);
        await CheckAsync(check, format);

        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => check.CheckAsync(Original(format), Successor.Of(Left(format, last: 'y')), default).AsTask());
        Assert.Equal(RefusalCode.SuccessorDiffers, refused.Code);
    }

    [Fact]
    public async Task One_that_is_too_long_is_refused_when_that_is_known()
    {
        TextSuccessorCheck check = new(new TextEraserOptions { MaxRecordLength = 1 << 20 }, static judge => FormOf("json", judge), ById);
        CountingByteSource source = new(Original("json"));

        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => check.CheckAsync(source, Successor.Of(Left("json")), default).AsTask());

        Assert.Equal(RefusalCode.TooLarge, Assert.IsType<RefusedException>(refused.InnerException).Code);
        Assert.InRange(source.BytesRead, 1 << 20, 4 << 20);
    }

    private static async Task CheckAsync(TextSuccessorCheck check, string format) => await check.CheckAsync(Original(format), Successor.Of(Left(format)), default);

    private static RecordForm FormOf(string format, RecordJudge judge) => format == "csv" ? new CsvForm(new TextFormat(), judge.Columns) : new JsonForm(judge.Columns);

    private static MemoryByteSource Original(string format) => Source(format == "csv" ? "id,p\n7,\n" : "{\"id\":7}\n", format, 'x');

    private static MemoryByteSource Left(string format, char last = 'x') => Source(format == "csv" ? "id,p\n" : "", format, last);

    private static MemoryByteSource Source(string start, string format, char last)
    {
        string text = new('x', Length);
        string record = format switch
        {
            "csv" => $"8,\"{text.Replace("xxx", "x\"\"", StringComparison.Ordinal)}{last}\"\n",
            "json" => $"{{\"id\":8,\"p\":\"{text}{last}\"}}\n",
            _ => $"{{\"id\":8,\"p\":\"\t{text}{last}\"}}\n",
        };
        return new MemoryByteSource(Encoding.UTF8.GetBytes(start + record));
    }

    /// <summary>Counts the characters that are looked through for a record's end.</summary>
    private sealed class CountingForm(RecordForm form) : RecordForm
    {
        public long Scanned { get; private set; }

        public override bool IsBroken => form.IsBroken;

        public override bool TryCut(ReadOnlySpan<char> text, bool isEnd, out RecordCut cut)
        {
            bool isCut = form.TryCut(text, isEnd, out cut);
            Scanned += isCut ? cut.End : text.Length;
            return isCut;
        }

        public override void Pass(ReadOnlySpan<char> gap, ReadOnlySpan<char> record) => form.Pass(gap, record);

        public override List<RecordField>? Read(RecordText text, ReadOnlySpan<char> record) => form.Read(text, record);

        public override bool IsFrame(ReadOnlySpan<char> gap) => form.IsFrame(gap);
    }
}
