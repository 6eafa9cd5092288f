using System.Text.RegularExpressions;
using Amazon.S3;
using Erasure.Aws.S3;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Objects;

namespace Erasure.Aws.Tests.S3;

public sealed class ListingTests
{
    private static readonly string[] Odd = ["x/100%41.json", "x/a b.json", "x/a+b.json", "x/pl%C3%A4in.json", "x/pl\u00e4in.json"];

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Only_what_an_answer_calls_encoded_is_decoded(bool encodes, bool says)
    {
        using MemoryS3 s3 = new("lake") { Encodes = encodes, SaysEncoding = says, PageSize = 1 };
        foreach (string key in Odd)
        {
            s3.Put(key, key);
        }

        S3StoreOptions options = new() { Bucket = "lake", Region = "eu-central-1", PathStyle = true };
        using AmazonS3Client client = CephFixture.ClientOf(options, s3);
        S3ObjectStore store = await S3ObjectStore.OpenAsync(client, options, TimeProvider.System, default);

        Assert.Equal(Odd.Order(KeyOrder.Instance), await store.ListAsync("", CancellationToken.None).Select(info => info.Key).ToListAsync());
        foreach (string key in Odd)
        {
            Assert.NotNull(await store.OpenAsync(key, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Whether_a_folder_holds_something_is_asked_with_a_few_keys_and_all_of_them_count()
    {
        using MemoryS3 s3 = new("lake");
        foreach (int i in Enumerable.Range(0, 40))
        {
            s3.Put($"a/{i:D2}", i == 37 ? "x" : "");
        }

        s3.Put("a2/b", "x");
        S3StoreOptions options = new() { Bucket = "lake", Region = "eu-central-1", PathStyle = true };
        using AmazonS3Client client = CephFixture.ClientOf(options, s3);
        S3ObjectStore store = await S3ObjectStore.OpenAsync(client, options, TimeProvider.System, default);

        Assert.True(await store.HoldsAsync("a", info => info.Length > 0, except: null, default));
        Assert.True(await store.HoldsAsync("a", info => info.Key == "a/00", except: null, default));
        Assert.False(await store.HoldsAsync("a", info => info.Length > 1, except: null, default));
        Assert.False(await store.HoldsAsync("none", _ => true, except: null, default));
        Assert.Equal(("a/37", 1L), await store.FindAsync("a/37", default) is { } found ? (found.Key, found.Length) : default);
        Assert.Null(await store.FindAsync("a/3", default));
        Assert.Null(await store.FindAsync("a", default));
    }

    [Theory]
    [InlineData(true, true, null)]
    [InlineData(false, false, null)]
    [InlineData(true, false, "lists objects")]
    [InlineData(false, true, "lists objects")]
    public async Task A_server_that_lists_other_keys_than_were_written_is_refused(bool encodes, bool says, string? refusal)
    {
        using MemoryS3 s3 = new("lake") { Encodes = encodes, SaysEncoding = says };
        S3StoreOptions options = new() { Bucket = "lake", Endpoint = new Uri("http://localhost:1") };
        using AmazonS3Client client = CephFixture.ClientOf(options, s3);
        ListingProbe probe = new(new S3Gateway(client, options), "_probe");

        if (refusal is null)
        {
            await probe.RunAsync(versioned: false, CancellationToken.None);
        }
        else
        {
            Exception error = await Assert.ThrowsAnyAsync<Exception>(() => probe.RunAsync(versioned: false, CancellationToken.None));
            Assert.Contains(refusal, error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(s3.Objects);
    }

    [Fact]
    public async Task A_server_that_does_not_read_or_remove_what_it_lists_is_refused()
    {
        using MemoryS3 s3 = new("lake");
        s3.Before = (method, key, _) =>
        {
            if (method == HttpMethod.Get && key.Length > 0)
            {
                s3.Denied.Add(key);
            }
        };
        S3StoreOptions options = new() { Bucket = "lake", Endpoint = new Uri("http://localhost:1") };
        using AmazonS3Client client = CephFixture.ClientOf(options, s3);

        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => new ListingProbe(new S3Gateway(client, options), "_probe").RunAsync(versioned: false, CancellationToken.None));
        Assert.Contains("reads objects", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_lists_in_another_order_is_refused_since_who_goes_on_behind_a_key_would_miss_some()
    {
        using MemoryS3 s3 = new("lake") { ListsInOrder = false };
        s3.Put("a", "x");
        s3.Put("b", "x");
        S3StoreOptions options = new() { Bucket = "lake", Region = "eu-central-1", PathStyle = true };
        using AmazonS3Client client = CephFixture.ClientOf(options, s3);
        S3ObjectStore store = await S3ObjectStore.OpenAsync(client, options, TimeProvider.System, default);

        UnusableStoreException error = await Assert.ThrowsAsync<UnusableStoreException>(async () => await store.ListAsync("", CancellationToken.None).CountAsync());

        Assert.Equal(StoreReasons.NotSupported, error.Reason);
    }

    /// <summary>What a proxy, or a server that fails, may send in place of the second page of three.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("(?s)^.*$", "<html><body>Sign in</body></html>")]
    [InlineData("<IsTruncated>true</IsTruncated>", "")]
    [InlineData("<IsTruncated>true</IsTruncated>", "<IsTruncated>false</IsTruncated>")]
    [InlineData("<NextContinuationToken>.*?</NextContinuationToken>", "")]
    [InlineData("<Size>.*?</Size>", "")]
    [InlineData("<ETag>.*?</ETag>", "")]
    [InlineData("</Contents>.*$", "")]
    [InlineData("(?s)<Contents>.*</Contents>", "<Delimiter>.</Delimiter><CommonPrefixes><Prefix>b</Prefix></CommonPrefixes>")]
    [InlineData("</Contents>", "</Contents><Delimiter>.</Delimiter>")]
    [InlineData("<Size>1</Size>", "<Size>0</Size>")]
    public async Task What_is_no_listing_does_not_end_one(string part, string sent)
    {
        using MemoryS3 s3 = new("lake") { PageSize = 1, Listing = (text, page) => page != 2 ? text : part.Length == 0 ? "" : Regex.Replace(text, part, sent, RegexOptions.None, TimeSpan.FromSeconds(1)) };
        foreach (string key in new[] { "a", "b", "c" })
        {
            s3.Put(key, key);
        }

        S3StoreOptions options = new() { Bucket = "lake", Region = "eu-central-1", PathStyle = true };
        using AmazonS3Client client = CephFixture.ClientOf(options, s3);
        S3ObjectStore store = await S3ObjectStore.OpenAsync(client, options, TimeProvider.System, default);

        await Assert.ThrowsAnyAsync<StoreException>(async () => await store.ListAsync("", CancellationToken.None).CountAsync());
    }
}
