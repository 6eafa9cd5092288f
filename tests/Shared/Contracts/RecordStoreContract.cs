using System.Text;
using Erasure.Core.Records;

namespace Erasure.Tests.Shared.Contracts;

/// <summary>What every record store promises.</summary>
public abstract class RecordStoreContract
{
    private static readonly RecordKey Key = new("orders", "2026-01");

    /// <summary>The store under test, empty at the start of each test.</summary>
    protected abstract IRecordStore Store { get; }

    [Fact]
    public async Task A_record_that_was_never_written_is_not_there()
    {
        Assert.Null(await Store.GetAsync(Key, CancellationToken.None));
        Assert.False(await Store.TryDeleteAsync(Key, 1, CancellationToken.None));
        Assert.Null(await Store.TryPutAsync(Key, Bytes("x"), 1, null, CancellationToken.None));
    }

    [Fact]
    public async Task What_was_written_is_read()
    {
        var expires = new DateTimeOffset(2030, 5, 6, 7, 8, 9, TimeSpan.Zero);
        long? version = await Store.TryPutAsync(Key, Bytes("first"), 0, expires, CancellationToken.None);

        StoredRecord record = (await Store.GetAsync(Key, CancellationToken.None))!;

        Assert.True(version > 0);
        Assert.Equal(version, record.Version);
        Assert.Equal(Key, record.Key);
        Assert.Equal("first", Text(record));
        Assert.Equal(expires, record.ExpiresAt);
    }

    [Fact]
    public async Task Empty_and_large_values_are_kept()
    {
        byte[] large = new byte[300_000];
        new Random(5).NextBytes(large);
        await Store.TryPutAsync(Key, large, 0, null, CancellationToken.None);
        await Store.TryPutAsync(new RecordKey("orders", ""), ReadOnlyMemory<byte>.Empty, 0, null, CancellationToken.None);

        Assert.Equal(large, (await Store.GetAsync(Key, CancellationToken.None))!.Value.ToArray());
        Assert.True((await Store.GetAsync(new RecordKey("orders", ""), CancellationToken.None))!.Value.IsEmpty);
    }

    [Fact]
    public async Task A_write_needs_the_version_that_was_read()
    {
        long first = (await Store.TryPutAsync(Key, Bytes("first"), 0, null, CancellationToken.None))!.Value;
        Assert.Null(await Store.TryPutAsync(Key, Bytes("again"), 0, null, CancellationToken.None));

        long second = (await Store.TryPutAsync(Key, Bytes("second"), first, null, CancellationToken.None))!.Value;
        Assert.NotEqual(first, second);
        Assert.Null(await Store.TryPutAsync(Key, Bytes("stale"), first, null, CancellationToken.None));
        Assert.Equal("second", Text((await Store.GetAsync(Key, CancellationToken.None))!));
    }

    [Fact]
    public async Task A_delete_needs_the_version_that_was_read()
    {
        long first = (await Store.TryPutAsync(Key, Bytes("first"), 0, null, CancellationToken.None))!.Value;
        long second = (await Store.TryPutAsync(Key, Bytes("second"), first, null, CancellationToken.None))!.Value;

        Assert.False(await Store.TryDeleteAsync(Key, first, CancellationToken.None));
        Assert.True(await Store.TryDeleteAsync(Key, second, CancellationToken.None));
        Assert.Null(await Store.GetAsync(Key, CancellationToken.None));
        Assert.NotNull(await Store.TryPutAsync(Key, Bytes("anew"), 0, null, CancellationToken.None));
    }

    [Fact]
    public async Task A_record_in_the_place_of_a_deleted_one_has_another_version()
    {
        long first = (await Store.TryPutAsync(Key, Bytes("first"), 0, null, CancellationToken.None))!.Value;
        Assert.True(await Store.TryDeleteAsync(Key, first, CancellationToken.None));
        await Store.TryPutAsync(Key, Bytes("anew"), 0, null, CancellationToken.None);

        Assert.Null(await Store.TryPutAsync(Key, Bytes("stale"), first, null, CancellationToken.None));
        Assert.False(await Store.TryDeleteAsync(Key, first, CancellationToken.None));
        Assert.Equal("anew", Text((await Store.GetAsync(Key, CancellationToken.None))!));
    }

    [Fact]
    public async Task Of_many_writers_on_one_version_exactly_one_wins()
    {
        long version = (await Store.TryPutAsync(Key, Bytes("start"), 0, null, CancellationToken.None))!.Value;

        long?[] results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            Task.Run(() => Store.TryPutAsync(Key, Bytes($"writer {i}"), version, null, CancellationToken.None))));

        Assert.Single(results, static result => result is not null);
    }

    [Fact]
    public async Task A_query_returns_a_prefix_in_order_of_bytes()
    {
        // U+FFFF sorts after U+1F600 as UTF-16 and before it as UTF-8.
        string[] sorts = ["a", "a/", "a/1", "a/10", "a/2", "a/\uFFFF", "a/\U0001F600", "a0", "b"];
        foreach (string sort in sorts.Reverse())
        {
            await Store.TryPutAsync(new RecordKey("p", sort), Bytes(sort), 0, null, CancellationToken.None);
            await Store.TryPutAsync(new RecordKey("p2", sort), Bytes(sort), 0, null, CancellationToken.None);
        }

        Assert.Equal(sorts, await SortsAsync("p", ""));
        Assert.Equal(sorts[1..7], await SortsAsync("p", "a/"));
        Assert.Equal(sorts[1..7].Reverse(), await SortsAsync("p", "a/", descending: true));
        Assert.Equal(sorts[4..7], await SortsAsync("p", "a/", after: "a/10"));
        Assert.Equal(sorts[1..4].Reverse(), await SortsAsync("p", "a/", after: "a/2", descending: true));
        Assert.Empty(await SortsAsync("p", "c"));
        Assert.Empty(await SortsAsync("nobody", ""));
    }

    [Fact]
    public async Task A_long_query_returns_every_record_once()
    {
        string[] sorts = [.. Enumerable.Range(0, 1100).Select(static i => $"{i:D5}")];
        await Task.WhenAll(sorts.Select(sort => Store.TryPutAsync(new RecordKey("many", sort), Bytes(sort), 0, null, CancellationToken.None)));

        Assert.Equal(sorts, await SortsAsync("many", ""));
        Assert.Equal(sorts.Reverse(), await SortsAsync("many", "", descending: true));
    }

    [Fact]
    public async Task A_query_goes_through_all_its_pages()
    {
        string text = new('x', 20_000);
        string[] sorts = [.. Enumerable.Range(0, 120).Select(i => $"{i:D5}")];
        await Task.WhenAll(sorts.Select(sort => Store.TryPutAsync(new RecordKey("wide", sort), Bytes(text), 0, null, CancellationToken.None)));

        Assert.Equal(sorts, await Store.QueryAsync("wide", "").Select(static record => record.Key.Sort).ToListAsync());
        Assert.Equal(sorts.Reverse(), await Store.QueryAsync("wide", "", descending: true).Select(static record => record.Key.Sort).ToListAsync());
    }

    [Theory]
    [InlineData("b/15", false, "b/2,b/3")]
    [InlineData("a", false, "b/1,b/2,b/3")]
    [InlineData("c", false, "")]
    [InlineData("b/3", false, "")]
    [InlineData("c", true, "b/3,b/2,b/1")]
    [InlineData("a", true, "")]
    public async Task A_query_may_start_at_a_key_that_is_not_there(string after, bool descending, string expected)
    {
        foreach (string sort in new[] { "a/1", "b/1", "b/2", "b/3", "c/1" })
        {
            await Store.TryPutAsync(new RecordKey("p", sort), Bytes(sort), 0, null, CancellationToken.None);
        }

        Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), await SortsAsync("p", "b/", after, descending));
    }

    [Fact]
    public async Task A_scan_tells_every_record_once_through_all_its_pages()
    {
        string text = new('x', 20_000);
        RecordKey[] keys = [new("orders", ""), .. Enumerable.Range(0, 300).Select(i => new RecordKey($"p{i % 7}", $"{i:D5}"))];
        await Task.WhenAll(keys.Select(key => Store.TryPutAsync(key, Bytes(text), 0, null, CancellationToken.None)));

        List<StoredRecord> seen = await ((IRecordScan)Store).ScanAsync().ToListAsync();

        Assert.Equal(keys.ToHashSet(), [.. seen.Select(static record => record.Key)]);
        Assert.Equal(keys.Length, seen.Count);
        Assert.All(seen, record => Assert.Equal(text, Text(record)));
        StoredRecord read = (await Store.GetAsync(seen[0].Key, CancellationToken.None))!;
        Assert.Equal((read.Version, read.ExpiresAt), (seen[0].Version, seen[0].ExpiresAt));
    }

    [Fact]
    public async Task A_scan_of_nothing_tells_nothing() => Assert.Empty(await ((IRecordScan)Store).ScanAsync().ToListAsync());

    [Fact]
    public async Task Concurrent_changes_lose_nothing()
    {
        await Store.TryPutAsync(Key, new byte[] { 0 }, 0, null, CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (int done = 0; done < 15;)
            {
                StoredRecord now = (await Store.GetAsync(Key, CancellationToken.None))!;
                byte[] next = [(byte)(now.Value.Span[0] + 1)];
                done += await Store.TryPutAsync(Key, next, now.Version, null, CancellationToken.None) is null ? 0 : 1;
            }
        })));

        Assert.Equal(60, (await Store.GetAsync(Key, CancellationToken.None))!.Value.Span[0]);
    }

    [Fact]
    public async Task An_expiry_can_be_taken_away()
    {
        long version = (await Store.TryPutAsync(Key, Bytes("x"), 0, new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), CancellationToken.None))!.Value;
        await Store.TryPutAsync(Key, Bytes("x"), version, null, CancellationToken.None);

        Assert.Null((await Store.GetAsync(Key, CancellationToken.None))!.ExpiresAt);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(StoredRecord record) => Encoding.UTF8.GetString(record.Value.Span);

    private async Task<List<string>> SortsAsync(string partition, string prefix, string? after = null, bool descending = false)
    {
        var sorts = new List<string>();
        await foreach (StoredRecord record in Store.QueryAsync(partition, prefix, after, descending))
        {
            Assert.Equal(partition, record.Key.Partition);
            Assert.Equal(record.Key.Sort, Text(record));
            sorts.Add(record.Key.Sort);
        }

        return sorts;
    }
}
