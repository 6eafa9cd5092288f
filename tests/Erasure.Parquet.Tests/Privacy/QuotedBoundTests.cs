using System.Text;
using Erasure.Parquet.Tests.Quirks;
using Erasure.Parquet.Thrift;
using static Erasure.Parquet.Tests.Quirks.HandmadeFile;

namespace Erasure.Parquet.Tests.Privacy;

/// <summary>Bounds that are the person's value though no row of their chunk has it: of loose writers, and of what was erased by others before.</summary>
public sealed class QuotedBoundTests
{
    private const string Canary = "canary-0123456789abcdef";

    [Theory]
    [InlineData("min", true)]
    [InlineData("min", false)]
    [InlineData("max", true)]
    [InlineData("deprecated", false)]
    [InlineData("page", true)]
    [InlineData("page", false)]
    [InlineData("page in a chunk that loses a row", false)]
    public async Task A_bound_that_no_row_has_goes(string place, bool hasRow)
    {
        HandmadeFile file = new() { Converted = 0, HasOrder = true };
        if (hasRow)
        {
            file.Begin().DataPage(Plain("x", Canary, "y"), 3);
            file.End(3, 3);
        }

        string[] values = place switch { "min" => ["d", "e", "f"], "max" => ["a", "b", "c"], _ => ["a", "d", "e"] };
        file.Begin().DataPage(Plain(values), 3);
        file.DataPage(Plain(values), 3);
        file.End(6, 6, meta => meta.Set(12, ThriftValue.Of(Statistics(place, values))));
        if (place.StartsWith("page", StringComparison.Ordinal))
        {
            file.AddIndexes([0, 3], [("a", "e"), ("a", Canary)]);
        }

        byte[] source = file.Finish();
        RowPredicate predicate = Erase.By("c", place.EndsWith("row", StringComparison.Ordinal) ? [Canary, "d"] : [Canary]);
        Erased erased = await Erase.RunAsync(new ParquetRowEraser(), source, predicate);

        Assert.Equal((hasRow ? 1 : 0) + (place.EndsWith("row", StringComparison.Ordinal) ? 2 : 0), erased.Findings.RowsMatched);
        Assert.True(erased.Findings.HoldsAny);
        Assert.Equal(-1, erased.Bytes.AsSpan().IndexOf("canary"u8));
        VerificationReport report = await new ParquetVerifier().VerifyAsync(new MemoryByteSource(source), new MemoryByteSource(erased.Bytes), predicate, default);
        Assert.Empty(report.Problems);
        Assert.True((await new ParquetRowEraser().PlanAsync(new MemoryByteSource(erased.Bytes), predicate, default)).IsNoop);
    }

    [Fact]
    public async Task The_verifier_tells_of_one_that_stayed()
    {
        HandmadeFile file = new() { Converted = 0, HasOrder = true };
        file.Begin().DataPage(Plain("d", "e"), 2);
        file.End(2, 2, meta => meta.Set(12, ThriftValue.Of(HiddenValueTests.Statistics(Encoding.UTF8.GetBytes(Canary), "e"u8.ToArray()))));
        MemoryByteSource source = new(file.Finish());
        VerificationReport report = await new ParquetVerifier().VerifyAsync(source, source, Erase.By("c", Canary), default);
        Assert.Equal([VerificationProblemCode.ValueLeftInBounds], report.Problems.Select(problem => problem.Code));
    }

    /// <summary>A bound that another value's row has is that value's, and costs nothing.</summary>
    [Fact]
    public async Task A_bound_that_begins_like_the_value_stays()
    {
        HandmadeFile file = new() { Converted = 0, HasOrder = true };
        file.Begin().DataPage(Plain("can", "e"), 2);
        file.End(2, 2, meta => meta.Set(12, ThriftValue.Of(HiddenValueTests.Statistics("can"u8.ToArray(), "e"u8.ToArray()))));
        Assert.True((await new ParquetRowEraser().PlanAsync(new MemoryByteSource(file.Finish()), Erase.By("c", Canary), default)).IsNoop);
    }

    private static ThriftStruct Statistics(string place, string[] values)
    {
        byte[] canary = Encoding.UTF8.GetBytes(Canary), min = Encoding.UTF8.GetBytes(values[0]), max = Encoding.UTF8.GetBytes(values[^1]);
        ThriftStruct statistics = HiddenValueTests.Statistics(place == "min" ? canary : min, place == "max" ? canary : max);
        if (place == "deprecated")
        {
            statistics.SetBinary(1, canary);
            statistics.SetBinary(2, min);
        }

        return statistics;
    }
}
