using Erasure.Parquet.Thrift;
using static Erasure.Parquet.Tests.Quirks.HandmadeFile;

namespace Erasure.Parquet.Tests.Quirks;

/// <summary>Files that are broken, beyond what is understood, or not ours to rewrite.</summary>
public sealed class RefusedFileTests
{
    private const string Canary = "canary-0123456789abcdef";

    [Theory]
    [InlineData(3, RefusalCode.UnsupportedCodec)]
    [InlineData(99, RefusalCode.UnsupportedCodec)]
    public async Task Codecs_that_cannot_be_written_back_are_refused(int codec, RefusalCode code)
    {
        HandmadeFile file = new() { Codec = codec };
        file.Begin().DataPage(Plain("a", "b"), 2);
        file.End(2, 2);
        Assert.Equal(code, await RefusalAsync(file));
    }

    [Fact]
    public async Task An_unknown_encoding_is_refused()
    {
        HandmadeFile file = new();
        file.Begin().DataPage(Plain("a", "b"), 2, encoding: 10);
        file.End(2, 2);
        Assert.Equal(RefusalCode.UnsupportedEncoding, await RefusalAsync(file));
    }

    [Fact]
    public async Task A_chunk_with_another_number_of_values_is_refused()
    {
        HandmadeFile file = new();
        file.Begin().DataPage(Plain("a", "b"), 2);
        file.End(2, 3);
        Assert.Equal(RefusalCode.Corrupt, await RefusalAsync(file));
    }

    [Theory]
    [InlineData("iceberg.schema")]
    [InlineData("hoodie_min_record_key")]
    public async Task Files_of_managed_tables_are_not_rewritten(string key)
    {
        HandmadeFile file = new();
        file.Begin().DataPage(Plain("a", "b"), 2);
        file.End(2, 2);
        ThriftStruct entry = new();
        entry.SetBinary(1, System.Text.Encoding.UTF8.GetBytes(key));
        ThriftList entries = new(ThriftType.Struct);
        entries.Items.Add(ThriftValue.Of(entry));
        file.Footer.Set(5, ThriftValue.Of(entries));
        RowPredicate predicate = new([new SimpleMatch(["c"], [new("a")])], []);
        MemoryByteSource source = new(file.Finish());
        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(async () => await new ParquetRowEraser().PlanAsync(source, predicate, default));
        Assert.Equal(RefusalCode.ManagedTable, refusal.Code);
        refusal = await Assert.ThrowsAsync<RefusedException>(async () => await new ParquetRowEraser().FindAsync(source, predicate, default));
        Assert.Equal(RefusalCode.ManagedTable, refusal.Code);
    }

    [Fact]
    public async Task A_refusal_says_where_and_never_what()
    {
        HandmadeFile file = new();
        file.Begin().DataPage(Plain(Canary, "b")[..^1], 2);
        file.End(2, 2);
        RowPredicate predicate = new([new SimpleMatch(["c"], [new(Canary)])], []);
        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(async () => await new ParquetRowEraser().FindAsync(new MemoryByteSource(file.Finish()), predicate, default));
        Assert.Contains("Row group 0, column c", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1 << 30, 3)]
    [InlineData(3, 1 << 30)]
    public async Task Bombs_are_refused_by_what_they_declare(int declared, int values)
    {
        HandmadeFile file = new() { Repetition = 1, Codec = 1 };
        file.Begin().DataPage(Snappy([.. Levels(true, 0, 0, 0)]), values, declared: declared);
        file.End(values, values);
        Assert.Equal(RefusalCode.TooLarge, await RefusalAsync(file));
    }

    private static async Task<RefusalCode> RefusalAsync(HandmadeFile file)
    {
        MemoryByteSource source = new(file.Finish());
        RowPredicate predicate = new([new SimpleMatch(["c"], [new("a")])], []);
        return (await Assert.ThrowsAsync<RefusedException>(async () => await new ParquetRowEraser().FindAsync(source, predicate, default))).Code;
    }
}
