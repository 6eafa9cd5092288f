using System.IO.Compression;
using Erasure.Parquet.Json;

namespace Erasure.Parquet.Tests.Json;

/// <summary>The JSON cases of the strongest open peer's suites, by their numbers in our list of them.</summary>
public sealed class S3FindAndForgetJsonTests
{
    [Fact]
    public async Task Case_15_the_middle_line_of_three_goes_and_the_others_keep_every_byte()
    {
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), "{\"id\": 1,  \"b\":1.0}\n{\"id\":2}\r\n{\"b\":\"\\u00e9\",\"id\":3}\n", Erase.By("id", "2"));
        Assert.Equal("{\"id\": 1,  \"b\":1.0}\n{\"b\":\"\\u00e9\",\"id\":3}\n", erased.Text);
        Assert.Equal((3, 1), (erased.Findings.Rows, erased.Findings.RowsMatched));
        Assert.All(erased.Segments, segment => Assert.IsType<Segment.Copy>(segment));
    }

    [Fact]
    public async Task Case_16_gzip_in_valid_gzip_out()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write("{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n"u8);
        }

        Erased erased = await Erase.RunAsync(new JsonRowEraser(), packed.ToArray(), Erase.By("id", "2"));
        using var unpacked = new StreamReader(new GZipStream(new MemoryStream(erased.Bytes), CompressionMode.Decompress));
        Assert.Equal("{\"id\":1}\n{\"id\":3}\n", await unpacked.ReadToEndAsync());
    }

    [Theory]
    [InlineData("1", "{\"id\":2}\n{\"id\":3}")]
    [InlineData("3", "{\"id\":1}\n{\"id\":2}\n")]
    public async Task Case_17_a_missing_last_line_end_stays_missing(string id, string expected) =>
        await AssertErasesAsync("{\"id\":1}\n{\"id\":2}\n{\"id\":3}", Erase.By("id", id), expected);

    [Fact]
    public async Task Case_18_line_separators_and_escaped_line_feeds_inside_a_value_split_nothing() =>
        await AssertErasesAsync("{\"id\":1,\"t\":\"a\u2028b\u2029c\\nd\u0085e\"}\n{\"id\":2}\n", Erase.By("id", "2"), "{\"id\":1,\"t\":\"a\u2028b\u2029c\\nd\u0085e\"}\n");

    [Fact]
    public async Task Case_19_an_identifier_inside_an_object() =>
        await AssertErasesAsync("{\"user\":{\"id\":\"a\"}}\n{\"user\":{\"id\":\"b\"}}\n{\"id\":\"b\"}\n", Erase.By("user.id", "b"), "{\"user\":{\"id\":\"a\"}}\n{\"id\":\"b\"}\n");

    [Fact]
    public async Task Case_20_null_missing_empty_and_null_parent_stay_and_are_no_error()
    {
        const string text = "{\"user\":{\"id\":null}}\n{\"user\":{}}\n{\"user\":null}\n{}\n{\"user\":5}\n{\"user\":{\"id\":{}}}\n{\"user\":{\"id\":[]}}\n";
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), text, Erase.By("user.id", "null", "", "{}", "0", "5", "[]"));
        Assert.Equal(text, erased.Text);
        Assert.Empty(erased.Findings.Problems);
        Assert.Equal(7, erased.Findings.Rows);
    }

    [Fact]
    public async Task Case_21_names_compare_without_case() =>
        await AssertErasesAsync("{\"userId\":1}\n{\"userId\":2}\n", Erase.By("userid", "1"), "{\"userId\":2}\n");

    [Fact]
    public async Task Case_22_two_identifier_columns_are_either_or()
    {
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), "{\"a\":1,\"b\":1}\n{\"a\":1,\"b\":9}\n{\"a\":9,\"b\":1}\n{\"a\":9,\"b\":9}\n", Erase.ByAny(["a", "b"], "1"));
        Assert.Equal("{\"a\":9,\"b\":9}\n", erased.Text);
        Assert.Equal(3, erased.Findings.RowsMatched);
    }

    [Fact]
    public async Task Case_23_an_unterminated_string_on_line_2_is_refused_by_that_number()
    {
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => Erase.RunAsync(new JsonRowEraser(), "{\"id\":1}\n{\"id\":\"secret\n{\"id\":3}\n", Erase.By("id", "1")));
        Assert.Equal(RefusalCode.MalformedText, refused.Code);
        Assert.Contains("Line 2 ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_45_all_rows_erased_leave_an_object_of_no_bytes_which_the_next_run_reads()
    {
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), "{\"id\":1}\n{\"id\":1}\n", Erase.By("id", "1"));
        Assert.Empty(erased.Bytes);
        Erased again = await Erase.RunAsync(new JsonRowEraser(), erased.Bytes, Erase.By("id", "1"));
        Assert.Equal(0, again.Findings.Rows);
    }

    private static async Task AssertErasesAsync(string text, RowPredicate predicate, string expected) =>
        Assert.Equal(expected, (await Erase.RunAsync(new JsonRowEraser(), text, predicate)).Text);
}
