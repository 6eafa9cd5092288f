using System.Text;
using Erasure.Parquet.Tests.Quirks;
using Erasure.Parquet.Thrift;
using static Erasure.Parquet.Tests.Quirks.HandmadeFile;

namespace Erasure.Parquet.Tests.Privacy;

/// <summary>
/// Values in dictionaries of row groups that have no row of them (apache/arrow#38818, pandas-dev/pandas#55776, pola-rs/polars#24829),
/// and in bytes that no value has.
/// </summary>
public sealed class DictionaryTests
{
    private const string Canary = "canary-0123456789abcdef";

    /// <summary>With bounds, the second row group is never looked at for its rows.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task The_value_leaves_the_dictionary_of_a_row_group_without_a_row_of_it(bool hasRow, bool hasBounds)
    {
        HandmadeFile file = new() { Converted = 0, HasOrder = true };
        AddRowGroup(file, hasBounds, hasRow ? [1, 0, 2] : [0, 0, 2]);
        AddRowGroup(file, hasBounds, [0, 0, 0]);
        byte[] source = file.Finish();
        RowPredicate predicate = Erase.By("c", Canary);
        RewritePlan plan = await new ParquetRowEraser().PlanAsync(new MemoryByteSource(source), predicate, default);
        Assert.False(plan.IsNoop);
        Erased erased = await Erase.RunAsync(new ParquetRowEraser(), source, predicate);
        Assert.Equal(hasRow ? 1 : 0, erased.Findings.RowsMatched);
        Assert.True(erased.Findings.UnusedEntries > 0);
        Assert.Equal(-1, erased.Bytes.AsSpan().IndexOf("canary"u8));
        VerificationReport report = await new ParquetVerifier().VerifyAsync(new MemoryByteSource(source), new MemoryByteSource(erased.Bytes), predicate, default);
        Assert.Empty(report.Problems);
        Assert.True((await new ParquetRowEraser().PlanAsync(new MemoryByteSource(erased.Bytes), predicate, default)).IsNoop);
    }

    /// <summary>Of a writer that makes a chunk's dictionary of its values, a chunk that its bounds rule out is looked at only where something else goes.</summary>
    [Theory]
    [InlineData("parquet-mr version 1.13.0 (build x)", true)]
    [InlineData("parquet-cpp-arrow version 25.0.0", false)]
    [InlineData("Polars", false)]
    [InlineData(null, false)]
    public async Task Dictionaries_of_chunks_that_are_ruled_out_are_looked_at_where_the_writer_may_fill_them(string? createdBy, bool isNoop)
    {
        HandmadeFile file = new() { Converted = 0, HasOrder = true, CreatedBy = createdBy };
        AddRowGroup(file, hasBounds: true, [0, 0, 0]);
        RewritePlan plan = await new ParquetRowEraser(new ParquetEraserOptions { AuditedShare = 0 }).PlanAsync(new MemoryByteSource(file.Finish()), Erase.By("c", Canary), default);
        Assert.Equal(isNoop, plan.IsNoop);
        Findings all = await new ParquetRowEraser(new ParquetEraserOptions { UseIndexes = false }).FindAsync(new MemoryByteSource(file.Finish()), Erase.By("c", Canary), default);
        Assert.Equal((0, 1), (all.RowsMatched, all.UnusedEntries));
    }

    /// <summary>Of writers that make bounds of a whole dictionary.</summary>
    [Fact]
    public async Task Bounds_that_are_an_entry_without_a_row_are_made_anew()
    {
        HandmadeFile file = new() { Converted = 0, HasOrder = true };
        file.Begin().DictionaryPage(Plain("a", "b", Canary), 3);
        file.DataPage(Indices(2, 0, 1, 1), 3, 8);
        file.End(3, 3, meta => meta.Set(12, ThriftValue.Of(HiddenValueTests.Statistics("a"u8.ToArray(), Encoding.UTF8.GetBytes(Canary)))));
        Erased erased = await Erase.RunAsync(new ParquetRowEraser(), file.Finish(), Erase.By("c", Canary));
        Assert.Equal((0, 1), (erased.Findings.RowsMatched, erased.Findings.UnusedEntries));
        Assert.Equal(-1, erased.Bytes.AsSpan().IndexOf("canary"u8));
    }

    [Fact]
    public async Task A_chunk_that_stays_and_quotes_a_value_in_its_metadata_is_told()
    {
        HandmadeFile file = new();
        file.Begin().DataPage(Plain("a", "b"), 2);
        file.End(2, 2, meta =>
        {
            ThriftStruct entry = new();
            entry.SetBinary(1, "last"u8.ToArray());
            entry.SetBinary(2, Encoding.UTF8.GetBytes(Canary));
            ThriftList entries = new(ThriftType.Struct);
            entries.Items.Add(ThriftValue.Of(entry));
            meta.Set(8, ThriftValue.Of(entries));
        });
        Findings findings = await new ParquetRowEraser().FindAsync(new MemoryByteSource(file.Finish()), Erase.By("c", Canary), default);
        Assert.Equal([new Notice(NoticeCode.QuotedInMetadata, 1, "Row group 0, column c")], findings.Notices);
    }

    /// <summary>Arrow numbers a dictionary's entries by what they hold: two that are the same would move the others.</summary>
    [Fact]
    public async Task Entries_that_are_overwritten_differ_from_each_other_and_from_those_that_stay()
    {
        HandmadeFile file = new() { Converted = 0 };
        file.Begin().DictionaryPage(Plain(Canary, "", "b", Canary + "2", "~1", "c"), 6);
        file.DataPage(Indices(3, 0, 2, 1, 4, 3), 5, 8);
        file.End(5, 5);
        Erased erased = await Erase.RunAsync(new ParquetRowEraser(), file.Finish(), Erase.By("c", Canary, Canary + "2"));
        Assert.Equal(2, erased.Findings.RowsMatched);
        Assert.NotEqual(-1, erased.Bytes.AsSpan().IndexOf(Plain("~0", "", "b", "~2", "~1", "~3")));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("plain, another page")]
    [InlineData("indices")]
    [InlineData("dictionary")]
    [InlineData("levels")]
    public async Task Bytes_behind_a_pages_last_value_go(string place)
    {
        byte[] canary = Encoding.UTF8.GetBytes(Canary);
        HandmadeFile file = new() { Repetition = 1 };
        file.Begin();
        if (place is "indices" or "dictionary")
        {
            file.DictionaryPage([.. Plain("a", Canary), .. place == "dictionary" ? canary : []], 2);
            file.DataPage([.. Levels(true, 1, 1), .. Indices(1, 0, 1)], 2, 8);
            file.DataPage([.. Levels(true, 1, 1), .. Indices(1, 0, 0), .. place == "indices" ? canary : []], 2, 8);
        }
        else
        {
            byte[] levels = Levels(true, 1, 1);
            byte[] longer = [.. levels, .. canary];
            longer[0] = (byte)(longer.Length - 4);
            file.DataPage([.. levels, .. Plain("a", Canary), .. place == "plain" ? canary : []], 2);
            file.DataPage([.. place == "levels" ? longer : levels, .. Plain("b", "c"), .. place == "plain, another page" ? canary : []], 2);
        }

        file.End(4, 4);
        Erased erased = await Erase.RunAsync(new ParquetRowEraser(), file.Finish(), Erase.By("c", Canary));
        Assert.Equal(1, erased.Findings.RowsMatched);
        Assert.Equal(-1, erased.Bytes.AsSpan().IndexOf("canary"u8));
        Assert.Equal(3, (await new ParquetRowEraser().FindAsync(new MemoryByteSource(erased.Bytes), Erase.By("c", "a"), default)).Rows);
    }

    [Fact]
    public async Task Metadata_that_quote_an_erased_value_are_kept_and_told()
    {
        HandmadeFile file = new();
        file.Begin().DataPage(Plain("a", Canary), 2);
        file.End(2, 2);
        ThriftList entries = new(ThriftType.Struct);
        foreach (string value in (string[])["nothing", $"last writer: {Canary}"])
        {
            ThriftStruct entry = new();
            entry.SetBinary(1, "note"u8.ToArray());
            entry.SetBinary(2, Encoding.UTF8.GetBytes(value));
            entries.Items.Add(ThriftValue.Of(entry));
        }

        file.Footer.Set(5, ThriftValue.Of(entries));
        Erased erased = await Erase.RunAsync(new ParquetRowEraser(), file.Finish(), Erase.By("c", Canary, "a"));
        Assert.Equal([new Notice(NoticeCode.QuotedInMetadata, 1, "Key/value metadata, entry 1")], erased.Findings.Notices);
    }

    private static void AddRowGroup(HandmadeFile file, bool hasBounds, int[] indices)
    {
        file.Begin().DictionaryPage(Plain("a", Canary, "z"), 3);
        file.DataPage(Indices(2, indices), indices.Length, 8);
        file.End(indices.Length, indices.Length, meta =>
        {
            if (hasBounds)
            {
                string max = indices.Contains(1) || indices.Contains(2) ? "z" : "a";
                meta.Set(12, ThriftValue.Of(HiddenValueTests.Statistics(indices.Contains(0) ? "a"u8.ToArray() : "z"u8.ToArray(), Encoding.UTF8.GetBytes(max))));
            }
        });
    }
}
