using System.Text;
using Erasure.Core.Records;

namespace Erasure.Aws.Tests.DynamoDb;

/// <summary>What every record store does.</summary>
public abstract class RecordStoreContract
{
    private readonly string partition = Guid.NewGuid().ToString("N");

    /// <summary>An instant without fractions of a second, which is as exact as every store keeps it.</summary>
    private static readonly DateTimeOffset Expiry = new(2031, 1, 2, 3, 4, 5, TimeSpan.Zero);

    protected abstract IRecordStore Records { get; }

    [Fact]
    public async Task A_record_reads_as_it_was_written()
    {
        byte[] value = [0, 255, .. Encoding.UTF8.GetBytes("grün")];
        long? version = await Records.TryPutAsync(Key("a"), value, 0, Expiry, default);
        StoredRecord? read = await Records.GetAsync(Key("a"), default);
        Assert.True(version > 0);
        Assert.Equal((Key("a"), version.Value, Expiry), (read!.Key, read.Version, read.ExpiresAt!.Value));
        Assert.Equal(value, read.Value.ToArray());
    }

    [Fact]
    public async Task An_empty_value_and_an_empty_sort_key_are_kept()
    {
        Assert.NotNull(await Records.TryPutAsync(Key(""), ReadOnlyMemory<byte>.Empty, 0, null, default));
        StoredRecord? read = await Records.GetAsync(Key(""), default);
        Assert.Equal(0, read!.Value.Length);
        Assert.Null(read.ExpiresAt);
        Assert.Equal([""], await SortsAsync(""));
    }

    [Fact]
    public async Task What_was_never_written_is_not_there()
    {
        Assert.Null(await Records.GetAsync(Key("nothing"), default));
        Assert.Empty(await SortsAsync(""));
        Assert.False(await Records.TryDeleteAsync(Key("nothing"), 1, default));
    }

    [Fact]
    public async Task A_record_is_created_only_once()
    {
        long?[] versions = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Records.TryPutAsync(Key("a"), new[] { (byte)i }, 0, null, default)));
        Assert.Single(versions, version => version is not null);
    }

    [Fact]
    public async Task A_record_changes_only_on_the_version_that_was_read()
    {
        long first = await PutAsync("a", 0);
        long second = await PutAsync("a", first);
        Assert.NotEqual(first, second);
        Assert.Null(await Records.TryPutAsync(Key("a"), new byte[] { 9 }, first, null, default));
        Assert.Null(await Records.TryPutAsync(Key("b"), new byte[] { 9 }, 1, null, default));
        Assert.Equal(second, (await Records.GetAsync(Key("a"), default))!.Version);
    }

    [Fact]
    public async Task Concurrent_changes_lose_nothing()
    {
        await PutAsync("counter", 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (int done = 0; done < 25;)
            {
                StoredRecord now = (await Records.GetAsync(Key("counter"), default))!;
                byte[] next = [(byte)(now.Value.Span[0] + 1)];
                done += await Records.TryPutAsync(Key("counter"), next, now.Version, null, default) is null ? 0 : 1;
            }
        }));
        Assert.Equal(200, (await Records.GetAsync(Key("counter"), default))!.Value.Span[0]);
    }

    [Fact]
    public async Task A_record_is_deleted_only_on_the_version_that_was_read()
    {
        long first = await PutAsync("a", 0);
        long second = await PutAsync("a", first);
        Assert.False(await Records.TryDeleteAsync(Key("a"), first, default));
        Assert.True(await Records.TryDeleteAsync(Key("a"), second, default));
        Assert.Null(await Records.GetAsync(Key("a"), default));
        await PutAsync("a", 0);
    }

    [Fact]
    public async Task An_expiry_can_be_taken_away()
    {
        long? version = await Records.TryPutAsync(Key("a"), new byte[] { 1 }, 0, Expiry, default);
        await Records.TryPutAsync(Key("a"), new byte[] { 1 }, version!.Value, null, default);
        Assert.Null((await Records.GetAsync(Key("a"), default))!.ExpiresAt);
    }

    [Fact]
    public async Task A_query_yields_the_prefix_in_order()
    {
        string[] sorts = ["a", "a/", "a/1", "a/10", "a/2", "a/\u00e9", "a/\uffee", "a/\U0001f600", "b"];
        foreach (string sort in sorts.Reverse())
        {
            await PutAsync(sort, 0);
        }

        Assert.Equal(sorts, await SortsAsync(""));
        Assert.Equal(sorts[1..^1], await SortsAsync("a/"));
        Assert.Equal(sorts[1..^1].Reverse(), await SortsAsync("a/", descending: true));
        Assert.Empty(await SortsAsync("c"));
    }

    [Theory]
    [InlineData("b/1", false, "b/2,b/3")]
    [InlineData("b/15", false, "b/2,b/3")]
    [InlineData("a", false, "b/1,b/2,b/3")]
    [InlineData("c", false, "")]
    [InlineData("b/3", false, "")]
    [InlineData("b/3", true, "b/2,b/1")]
    [InlineData("c", true, "b/3,b/2,b/1")]
    [InlineData("a", true, "")]
    public async Task A_query_continues_after_a_sort_key(string after, bool descending, string expected)
    {
        foreach (string sort in new[] { "a/1", "b/1", "b/2", "b/3", "c/1" })
        {
            await PutAsync(sort, 0);
        }

        Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), await SortsAsync("b/", after, descending));
    }

    [Fact]
    public async Task A_query_goes_through_all_its_pages()
    {
        byte[] value = new byte[20_000];
        string[] sorts = [.. Enumerable.Range(0, 300).Select(i => $"row/{i:d5}")];
        await Parallel.ForEachAsync(sorts, async (sort, stop) => await Records.TryPutAsync(Key(sort), value, 0, null, stop));
        Assert.Equal(sorts, await SortsAsync("row/"));
        Assert.Equal(sorts.Reverse(), await SortsAsync("row/", descending: true));
    }

    private RecordKey Key(string sort) => new(partition, sort);

    private async Task<long> PutAsync(string sort, long expected)
    {
        long? version = await Records.TryPutAsync(Key(sort), new byte[] { 0 }, expected, null, default);
        Assert.NotNull(version);
        return version.Value;
    }

    private async Task<List<string>> SortsAsync(string prefix, string? after = null, bool descending = false)
    {
        List<string> sorts = [];
        await foreach (StoredRecord record in Records.QueryAsync(partition, prefix, after, descending))
        {
            sorts.Add(record.Key.Sort);
        }

        return sorts;
    }
}
