using System.Text;
using Erasure.Parquet.Metadata;
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

    /// <summary>Bounds of pages where neither the chunk's statistics nor its rows led anybody to them.</summary>
    [Theory]
    [InlineData("index", "", true)]
    [InlineData("index", "", false)]
    [InlineData("index", "its", true)]
    [InlineData("v1", "", true)]
    [InlineData("v1", "", false)]
    [InlineData("v1", "its", true)]
    [InlineData("v2", "", true)]
    [InlineData("v2", "its", false)]
    [InlineData("v1", "deprecated", true)]
    [InlineData("v2", "deprecated", true)]
    public async Task A_bound_of_a_page_that_does_not_have_the_value_goes(string place, string kind, bool prunes)
    {
        HandmadeFile file = new() { Converted = 0, HasOrder = true, CreatedBy = "parquet-mr version 1.13.1 (build 0)" };
        file.Begin().DataPage(Plain("x", Canary, "y"), 3);
        file.End(3, 3);
        string[] first = kind == "its" ? ["x", Canary, "z"] : ["x", "y", "z"];
        byte[] canary = Encoding.UTF8.GetBytes(Canary);
        ThriftStruct statistics = kind == "deprecated" ? new ThriftStruct() : HiddenValueTests.Statistics(canary, "z"u8.ToArray());
        if (kind == "deprecated")
        {
            statistics.SetBinary(1, "z"u8.ToArray());
            statistics.SetBinary(2, canary);
        }

        file.Begin().DataPage(Plain(first), 3);
        if (place == "v2")
        {
            file.DataPageV2([], [], Plain("x", "y", "z"), 3, 0, 3, change: header => header.Struct(8)!.Set(8, ThriftValue.Of(statistics)));
        }
        else
        {
            file.DataPage(Plain("x", "y", "z"), 3, change: place == "v1" ? header => header.Struct(5)!.Set(5, ThriftValue.Of(statistics)) : null);
        }

        file.End(6, 6, meta => meta.Set(12, ThriftValue.Of(HiddenValueTests.Statistics(kind == "its" ? canary : "x"u8.ToArray(), "z"u8.ToArray()))));
        if (place == "index")
        {
            file.AddIndexes([0, 3], [(kind == "its" ? Canary : "x", "z"), (Canary, "z")]);
        }

        byte[] source = file.Finish();
        RowPredicate predicate = Erase.By("c", Canary);
        Erased erased = await Erase.RunAsync(new ParquetRowEraser(new ParquetEraserOptions { UseIndexes = prunes }), source, predicate);

        Assert.Equal(kind == "its" ? 2 : 1, erased.Findings.RowsMatched);
        Assert.Equal(-1, erased.Bytes.AsSpan().IndexOf("canary"u8));
        VerificationReport report = await new ParquetVerifier().VerifyAsync(new MemoryByteSource(source), new MemoryByteSource(erased.Bytes), predicate, default);
        Assert.Empty(report.Problems);
        Assert.True((await new ParquetRowEraser().PlanAsync(new MemoryByteSource(erased.Bytes), predicate, default)).IsNoop);
        if (place == "index")
        {
            ParquetFile left = await ParquetFile.OpenAsync(new MemoryByteSource(erased.Bytes), new ParquetEraserOptions(), default);
            ThriftStruct? index = await PageIndexReader.ReadAsync(left, left.RowGroup(1).Columns[0].ColumnIndex, default);
            Assert.Equal("x", Encoding.UTF8.GetString(index!.List(2)!.Binary(1)));
        }
    }

    /// <summary>A beginning of the value, in a chunk or page that has nothing which begins so.</summary>
    [Theory]
    [InlineData("chunk", false, 64)]
    [InlineData("chunk", true, 64)]
    [InlineData("index", false, 16)]
    [InlineData("index", true, 16)]
    [InlineData("header", false, 64)]
    [InlineData("header", true, 8)]
    [InlineData("header of another page", false, 64)]
    public async Task A_shortened_bound_that_is_the_value_cut_goes(string place, bool isMax, int length)
    {
        string value = Canary.PadRight(100, '-');
        byte[] cut = Encoding.UTF8.GetBytes(value)[..length], other = isMax ? "a"u8.ToArray() : "x"u8.ToArray();
        cut[^1] += (byte)(isMax ? 1 : 0);
        ThriftStruct statistics = HiddenValueTests.Statistics(isMax ? other : cut, isMax ? cut : other);
        HandmadeFile file = new() { Converted = 0, HasOrder = true, CreatedBy = "parquet-mr version 1.13.1 (build 0)" };
        string[] values = isMax ? ["a", "b"] : ["w", "x"];
        file.Begin().DataPage(Plain("x", value, "y"), 3);
        if (place == "header of another page")
        {
            file.DataPage(Plain(values), 2, change: header => header.Struct(5)!.Set(5, ThriftValue.Of(statistics)));
            file.End(5, 5);
        }
        else
        {
            file.End(3, 3);
            file.Begin().DataPage(Plain(values), 2, change: place == "header" ? header => header.Struct(5)!.Set(5, ThriftValue.Of(statistics)) : null);
            file.End(2, 2, meta =>
            {
                if (place == "chunk")
                {
                    meta.Set(12, ThriftValue.Of(statistics));
                }
            });
            if (place == "index")
            {
                file.AddIndexes([0], [(Encoding.UTF8.GetString(isMax ? other : cut), Encoding.UTF8.GetString(isMax ? cut : other))]);
            }
        }

        byte[] source = file.Finish();
        RowPredicate predicate = Erase.By("c", value);
        Erased erased = await Erase.RunAsync(new ParquetRowEraser(), source, predicate);

        Assert.Equal(1, erased.Findings.RowsMatched);
        Assert.Equal(-1, erased.Bytes.AsSpan().IndexOf("canary"u8));
        VerificationReport report = await new ParquetVerifier().VerifyAsync(new MemoryByteSource(source), new MemoryByteSource(erased.Bytes), predicate, default);
        Assert.Empty(report.Problems);
    }

    /// <summary>What another value begins with is that value's.</summary>
    [Fact]
    public async Task A_shortened_bound_of_a_value_that_stays_is_left_alone()
    {
        string value = Canary.PadRight(100, '-');
        HandmadeFile file = new() { Converted = 0, HasOrder = true };
        file.Begin().DataPage(Plain(value), 1);
        file.End(1, 1);
        file.Begin().DataPage(Plain(value + "-another", "e"), 2);
        file.End(2, 2, meta => meta.Set(12, ThriftValue.Of(HiddenValueTests.Statistics(Encoding.UTF8.GetBytes(value)[..64], "e"u8.ToArray()))));
        byte[] source = file.Finish();
        Erased erased = await Erase.RunAsync(new ParquetRowEraser(), source, Erase.By("c", value));
        Assert.Equal((1, 0), (erased.Findings.RowsMatched, erased.Findings.UnusedEntries));
        ParquetFile left = await ParquetFile.OpenAsync(new MemoryByteSource(erased.Bytes), new ParquetEraserOptions(), default);
        Assert.Equal(64, left.RowGroup(0).Columns[0].Statistics!.Binary(6)!.Length);
    }

    [Theory]
    [InlineData("index")]
    [InlineData("v1")]
    public async Task The_verifier_tells_of_a_page_that_is_still_bounded_by_one(string place)
    {
        HandmadeFile file = new() { Converted = 0, HasOrder = true };
        ThriftStruct statistics = HiddenValueTests.Statistics(Encoding.UTF8.GetBytes(Canary), "e"u8.ToArray());
        file.Begin().DataPage(Plain("d", "e"), 2, change: place == "v1" ? header => header.Struct(5)!.Set(5, ThriftValue.Of(statistics)) : null);
        file.End(2, 2);
        if (place == "index")
        {
            file.AddIndexes([0], [(Canary, "e")]);
        }

        MemoryByteSource source = new(file.Finish());
        VerificationReport report = await new ParquetVerifier().VerifyAsync(source, source, Erase.By("c", Canary), default);
        Assert.Equal([VerificationProblemCode.ValueLeftInBounds], report.Problems.Select(problem => problem.Code));
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
