using System.Text;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Tests.Shared.Contracts;

/// <summary>What every object store does.</summary>
public abstract class ObjectStoreContract
{
    protected abstract IObjectStore Store { get; }

    /// <summary>Writes an object as somebody else would.</summary>
    protected abstract Task PutAsync(string key, byte[] bytes);

    /// <summary>Deletes an object as somebody else would.</summary>
    protected abstract Task DeleteAsync(string key);

    [Fact]
    public async Task Objects_are_listed_in_the_order_of_their_keys_bytes()
    {
        string[] keys = ["a.json", "a/b.json", "a/b/c.json", "a0", "aa/x", "b/\ue000", "b/\U0001F600", "a-/x", "A"];
        foreach (string key in keys)
        {
            await PutAsync(key, [1, 2, 3]);
        }

        List<ObjectInfo> listed = await ListAsync("");

        Assert.Equal(["A", "a-/x", "a.json", "a/b.json", "a/b/c.json", "a0", "aa/x", "b/\ue000", "b/\U0001F600"], listed.Select(info => info.Key));
        Assert.All(listed, info => Assert.Equal(3, info.Length));
        for (int i = 0; i < listed.Count; i++)
        {
            IAsyncEnumerable<ObjectInfo> rest = Store.ListAsync("", listed[i].Key, CancellationToken.None);
            Assert.Equal(listed[(i + 1)..].Select(info => info.Key), await rest.Select(info => info.Key).ToListAsync());
        }

        Assert.Equal(["a/b/c.json"], await Store.ListAsync("a/", "a/b.json", CancellationToken.None).Select(info => info.Key).ToListAsync());
    }

    [Theory]
    [InlineData("a/b", new[] { "a/b/c.json", "a/bc.json" })]
    [InlineData("a/b/", new[] { "a/b/c.json" })]
    [InlineData("a/b/c.json", new[] { "a/b/c.json" })]
    [InlineData("x", new string[0])]
    public async Task A_prefix_is_text_and_not_a_folder(string prefix, string[] expected)
    {
        foreach (string key in new[] { "a/a", "a/b/c.json", "a/bc.json", "a/c" })
        {
            await PutAsync(key, [1]);
        }

        Assert.Equal(expected, (await ListAsync(prefix)).Select(info => info.Key));
    }

    [Fact]
    public async Task An_open_object_reads_at_any_offset()
    {
        await PutAsync("o", "0123456789"u8.ToArray());
        await using IOpenObject? open = await Store.OpenAsync("o", CancellationToken.None);

        byte[] middle = new byte[4];
        await open!.ReadAsync(3, middle, CancellationToken.None);

        Assert.Equal("3456", Encoding.ASCII.GetString(middle));
        Assert.Equal((10, "o"), (open.Length, open.Info.Key));
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await open.ReadAsync(8, new byte[4], CancellationToken.None));
    }

    [Fact]
    public async Task What_is_not_there_opens_as_null() => Assert.Null(await Store.OpenAsync("none/here", CancellationToken.None));

    [Fact]
    public async Task Listing_and_opening_agree_on_the_version()
    {
        await PutAsync("o", "one"u8.ToArray());
        ObjectInfo listed = Assert.Single(await ListAsync("o"));
        await using IOpenObject? open = await Store.OpenAsync("o", CancellationToken.None);

        Assert.Equal(listed.Version, open!.Info.Version);
    }

    [Fact]
    public async Task A_plan_of_copies_and_writes_becomes_the_successor()
    {
        byte[] before = new byte[3_000_000];
        new Random(1).NextBytes(before);
        await PutAsync("big", before);
        await using IOpenObject? open = await Store.OpenAsync("big", CancellationToken.None);

        ObjectInfo? successor = await Store.TryReplaceAsync(
            open!,
            Plan(before.Length, new Segment.Copy(0, 1_500_000), new Segment.Write(new byte[] { 7, 8, 9 }), new Segment.Copy(2_000_000, 1_000_000)),
            CancellationToken.None);

        byte[] expected = [.. before[..1_500_000], 7, 8, 9, .. before[2_000_000..]];
        Assert.Equal(expected, await ReadAsync("big"));
        Assert.Equal(expected.Length, successor!.Length);
        Assert.NotEqual(open!.Info.Version, successor.Version);
        Assert.Equal(successor.Version, Assert.Single(await ListAsync("big")).Version);
    }

    [Fact]
    public async Task A_successor_may_be_empty()
    {
        await PutAsync("o", "gone"u8.ToArray());
        await using IOpenObject? open = await Store.OpenAsync("o", CancellationToken.None);

        Assert.NotNull(await Store.TryReplaceAsync(open!, Plan(4), CancellationToken.None));
        Assert.Empty((await ReadAsync("o"))!);
    }

    [Fact]
    public async Task An_object_that_changed_since_it_was_opened_stays()
    {
        await PutAsync("o", "before"u8.ToArray());
        await using IOpenObject? open = await Store.OpenAsync("o", CancellationToken.None);
        await PutAsync("o", "after!"u8.ToArray());

        Assert.Null(await Store.TryReplaceAsync(open!, Plan(6, new Segment.Write("erased"u8.ToArray())), CancellationToken.None));
        Assert.Equal("after!"u8.ToArray(), await ReadAsync("o"));
    }

    [Fact]
    public async Task An_object_that_changes_while_the_plan_runs_stays()
    {
        await PutAsync("o", "before"u8.ToArray());
        await using IOpenObject? open = await Store.OpenAsync("o", CancellationToken.None);
        RewritePlan plan = Plan(6, () => PutAsync("o", "racing"u8.ToArray()), new Segment.Copy(0, 2));

        Assert.Null(await Store.TryReplaceAsync(open!, plan, CancellationToken.None));
        Assert.Equal("racing"u8.ToArray(), await ReadAsync("o"));
        Assert.Single(await ListAsync(""));
    }

    [Fact]
    public async Task An_object_that_is_gone_stays_gone()
    {
        await PutAsync("o", "before"u8.ToArray());
        await using IOpenObject? open = await Store.OpenAsync("o", CancellationToken.None);
        await DeleteAsync("o");

        Assert.Null(await Store.TryReplaceAsync(open!, Plan(6, new Segment.Write("erased"u8.ToArray())), CancellationToken.None));
        Assert.Empty(await ListAsync(""));
    }

    [Fact]
    public async Task A_plan_that_is_refused_half_way_leaves_the_object_and_nothing_else()
    {
        await PutAsync("o", "before"u8.ToArray());
        await using IOpenObject? open = await Store.OpenAsync("o", CancellationToken.None);
        RewritePlan plan = Plan(6, () => throw new RefusedException(RefusalCode.Corrupt, "test"), new Segment.Copy(0, 2));

        await Assert.ThrowsAsync<RefusedException>(() => Store.TryReplaceAsync(open!, plan, CancellationToken.None));
        Assert.Equal("before"u8.ToArray(), await ReadAsync("o"));
        Assert.Single(await ListAsync(""));
    }

    [Theory]
    [InlineData(6_000)]
    [InlineData(20_000_000)]
    public async Task A_check_sees_the_bytes_that_take_the_objects_place(int size)
    {
        byte[] before = new byte[size];
        new Random(1).NextBytes(before);
        byte[] made = new byte[size / 10];
        new Random(2).NextBytes(made);
        await PutAsync("o", before);
        await using IOpenObject? open = await Store.OpenAsync("o", CancellationToken.None);
        SuccessorCheckSpy check = new();
        int half = size / 2;

        Assert.NotNull(await Store.TryReplaceAsync(
            open!,
            Plan(size, new Segment.Copy(0, half), new Segment.Write(made), new Segment.Write(made.AsMemory(1)), new Segment.Copy(half + 9, 1_000), new Segment.Write(made)) with { Check = check },
            CancellationToken.None));

        byte[]? after = await ReadAsync("o");
        Assert.True(check.Seen!.AsSpan().SequenceEqual(after), "The check saw other bytes.");
        Assert.True(check.Original!.AsSpan().SequenceEqual(before));
        Assert.Equal(7, check.Successor!.CopiedFrom(7, half - 7));
        Assert.Null(check.Successor.CopiedFrom(7, half));
        Assert.Equal(half + 9, check.Successor.CopiedFrom(half + made.Length + made.Length - 1, 1_000));
    }

    [Theory]
    [InlineData(6_000)]
    [InlineData(20_000_000)]
    public async Task A_successor_that_its_check_refuses_takes_nobodys_place(int size)
    {
        byte[] before = new byte[size];
        new Random(1).NextBytes(before);
        await PutAsync("o", before);
        string version = Assert.Single(await ListAsync("")).Version;
        await using IOpenObject? open = await Store.OpenAsync("o", CancellationToken.None);
        RewritePlan plan = Plan(size, new Segment.Copy(0, size / 2), new Segment.Write(new byte[size / 3])) with { Check = new SuccessorCheckSpy(RefusalCode.SuccessorDiffers) };

        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => Store.TryReplaceAsync(open!, plan, CancellationToken.None));

        Assert.Equal(RefusalCode.SuccessorDiffers, refused.Code);
        byte[]? after = await ReadAsync("o");
        Assert.True(before.AsSpan().SequenceEqual(after));
        Assert.Equal(version, Assert.Single(await ListAsync("")).Version);
        Assert.Equal(0, await LeftOversAsync());
    }

    /// <summary>How much of an unfinished replacement is left: files, uploads.</summary>
    protected abstract Task<int> LeftOversAsync();

    [Fact]
    public async Task Of_two_replacements_one_wins()
    {
        await PutAsync("o", "before"u8.ToArray());
        await using IOpenObject? first = await Store.OpenAsync("o", CancellationToken.None);
        await using IOpenObject? second = await Store.OpenAsync("o", CancellationToken.None);

        Assert.NotNull(await Store.TryReplaceAsync(first!, Plan(6, new Segment.Write("first"u8.ToArray())), CancellationToken.None));
        Assert.Null(await Store.TryReplaceAsync(second!, Plan(6, new Segment.Write("second"u8.ToArray())), CancellationToken.None));
        Assert.Equal("first"u8.ToArray(), await ReadAsync("o"));
    }

    [Fact]
    public async Task An_object_is_deleted_only_while_it_is_what_was_opened()
    {
        await PutAsync("o", "before"u8.ToArray());
        await using IOpenObject? stale = await Store.OpenAsync("o", CancellationToken.None);
        await PutAsync("o", "after"u8.ToArray());
        await using IOpenObject? fresh = await Store.OpenAsync("o", CancellationToken.None);

        Assert.False(await Store.TryDeleteAsync(stale!, CancellationToken.None));
        Assert.True(await Store.TryDeleteAsync(fresh!, CancellationToken.None));
        Assert.False(await Store.TryDeleteAsync(fresh!, CancellationToken.None));
        Assert.Null(await Store.OpenAsync("o", CancellationToken.None));
    }

    protected static RewritePlan Plan(long length, params Segment[] segments) => Plan(length, () => Task.CompletedTask, segments);

    /// <summary>A plan that does something between its last segment and its end.</summary>
    protected static RewritePlan Plan(long length, Func<Task> last, params Segment[] segments)
    {
        return new RewritePlan(length, new Findings(2, 1, length, []), Enumerate());

        async IAsyncEnumerable<Segment> Enumerate()
        {
            foreach (Segment segment in segments)
            {
                yield return segment;
            }

            await last();
        }
    }

    protected async Task<byte[]?> ReadAsync(string key)
    {
        await using IOpenObject? open = await Store.OpenAsync(key, CancellationToken.None);
        if (open is null)
        {
            return null;
        }

        byte[] bytes = new byte[open.Length];
        await open.ReadAsync(0, bytes, CancellationToken.None);
        return bytes;
    }

    protected async Task<List<ObjectInfo>> ListAsync(string prefix)
    {
        List<ObjectInfo> all = [];
        await foreach (ObjectInfo info in Store.ListAsync(prefix, CancellationToken.None))
        {
            all.Add(info);
        }

        return all;
    }
}
