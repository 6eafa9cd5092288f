using Erasure.Parquet.Tests.Quirks;
using Erasure.Parquet.Thrift;
using static Erasure.Parquet.Tests.Quirks.HandmadeFile;

namespace Erasure.Parquet.Tests.Verify;

/// <summary>Successors with something wrong: the verifier says what.</summary>
public sealed class ParquetVerifierTests
{
    private static readonly RowPredicate B = new([new SimpleMatch(["c"], [new("b")])], []);

    [Fact]
    public async Task A_sound_successor_has_no_problems()
    {
        VerificationReport report = await VerifyAsync(Dictionary(["a", "b", "c"], 0, 1, 2), Dictionary(["a", "a", "c"], 0, 2));
        Assert.Empty(report.Problems);
        Assert.Equal((3, 1, 2, 0, 1), (report.RowsBefore, report.RowsErased, report.RowsAfter, report.RowGroupsCopied, report.RowGroupsRewritten));
    }

    [Fact]
    public async Task A_row_too_few_is_told() =>
        await AssertToldAsync(VerificationProblemCode.RowsDiffer, Dictionary(["a", "b", "c"], 0, 1, 2), Dictionary(["a", "a", "c"], 0));

    [Fact]
    public async Task Another_row_is_told() =>
        await AssertToldAsync(VerificationProblemCode.RowsDiffer, Dictionary(["a", "b", "c"], 0, 1, 2), Dictionary(["a", "a", "c"], 0, 0));

    [Fact]
    public async Task A_match_left_is_told() =>
        await AssertToldAsync(VerificationProblemCode.MatchLeft, Dictionary(["a", "b", "c"], 0, 1, 2), Dictionary(["a", "b", "c"], 0, 1));

    [Fact]
    public async Task A_value_left_in_the_dictionary_is_told() =>
        await AssertToldAsync(VerificationProblemCode.ValueLeftInDictionary, Dictionary(["a", "b", "c"], 0, 1, 2), Dictionary(["a", "b", "c"], 0, 2));

    [Fact]
    public async Task Bytes_of_nothing_are_told()
    {
        HandmadeFile successor = Dictionary(["a", "a", "c"], 0, 2);
        successor.Gap("b"u8);
        await AssertToldAsync(VerificationProblemCode.UnaccountedBytes, Dictionary(["a", "b", "c"], 0, 1, 2), successor);
    }

    [Fact]
    public async Task Another_writer_is_told()
    {
        HandmadeFile successor = new() { CreatedBy = "somebody else version 1" };
        successor.Begin().DataPage(Plain("a", "c"), 2);
        successor.End(2, 2);
        await AssertToldAsync(VerificationProblemCode.MetadataDiffers, Dictionary(["a", "b", "c"], 0, 1, 2), successor);
    }

    [Fact]
    public async Task Lost_key_value_metadata_are_told()
    {
        HandmadeFile original = Dictionary(["a", "b", "c"], 0, 1, 2);
        ThriftStruct entry = new();
        entry.SetBinary(1, "owner"u8.ToArray());
        ThriftList entries = new(ThriftType.Struct);
        entries.Items.Add(ThriftValue.Of(entry));
        original.Footer.Set(5, ThriftValue.Of(entries));
        await AssertToldAsync(VerificationProblemCode.MetadataDiffers, original, Dictionary(["a", "a", "c"], 0, 2));
    }

    [Theory]
    [InlineData("c", 0)]
    [InlineData("d", 0)]
    [InlineData("b", 0, VerificationProblemCode.ValueLeftInBounds, VerificationProblemCode.IndexesDiffer)]
    [InlineData("c", 1, VerificationProblemCode.IndexesDiffer)]
    public async Task Statistics_that_do_not_fit_are_told(string max, int nulls, params VerificationProblemCode[] told)
    {
        VerificationReport report = await VerifyAsync(WithStatistics("c", 0, "a", "b", "c"), WithStatistics(max, nulls, "a", "c"));
        Assert.Equal(told, report.Problems.Select(problem => problem.Code).Order());
    }

    [Fact]
    public async Task Statistics_that_were_wrong_before_are_the_writers() =>
        Assert.True((await VerifyAsync(WithStatistics("bb", 0, "a", "b", "c"), WithStatistics("bb", 0, "a", "c"))).IsSound);

    [Fact]
    public async Task A_copied_row_group_with_another_footer_entry_is_told() =>
        await AssertToldAsync(VerificationProblemCode.IndexesDiffer, WithStatistics("c", 0, "a", "c"), WithStatistics("d", 0, "a", "c"));

    [Fact]
    public async Task A_copied_row_group_with_another_byte_is_told() =>
        await AssertToldAsync(VerificationProblemCode.RowsDiffer, WithStatistics("d", 0, "a", "c"), WithStatistics("d", 0, "a", "d"));

    [Fact]
    public async Task A_value_left_in_a_copied_dictionary_is_told() =>
        await AssertToldAsync(VerificationProblemCode.ValueLeftInDictionary, Dictionary(["a", "b", "c"], 0, 2), Dictionary(["a", "b", "c"], 0, 2));

    private static HandmadeFile Dictionary(string[] dictionary, params int[] indices)
    {
        HandmadeFile file = new();
        long start = file.Begin().Position;
        file.DictionaryPage(Plain(dictionary), dictionary.Length);
        long data = file.Position;
        file.DataPage(Indices(2, indices), indices.Length, 8);
        file.End(indices.Length, indices.Length, meta =>
        {
            meta.SetI64(9, data);
            meta.SetI64(11, start);
        });
        return file;
    }

    private static HandmadeFile WithStatistics(string max, int nulls, params string[] values)
    {
        HandmadeFile file = new();
        file.Begin().DataPage(Plain(values), values.Length);
        file.End(values.Length, values.Length, meta =>
        {
            ThriftStruct statistics = new();
            statistics.SetI64(3, nulls);
            statistics.SetBinary(5, System.Text.Encoding.UTF8.GetBytes(max));
            statistics.SetBinary(6, "a"u8.ToArray());
            meta.Set(12, ThriftValue.Of(statistics));
        });
        ThriftStruct order = new();
        order.Set(1, ThriftValue.Of(new ThriftStruct()));
        ThriftList orders = new(ThriftType.Struct);
        orders.Items.Add(ThriftValue.Of(order));
        file.Footer.Set(7, ThriftValue.Of(orders));
        return file;
    }

    private static async Task AssertToldAsync(VerificationProblemCode code, HandmadeFile original, HandmadeFile successor) =>
        Assert.Contains(code, (await VerifyAsync(original, successor)).Problems.Select(problem => problem.Code));

    private static async Task<VerificationReport> VerifyAsync(HandmadeFile original, HandmadeFile successor) =>
        await new ParquetVerifier().VerifyAsync(new MemoryByteSource(original.Finish()), new MemoryByteSource(successor.Finish()), B, default);
}
