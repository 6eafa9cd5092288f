using System.Text;
using Amazon.S3;
using Erasure.Aws.S3;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Objects;

namespace Erasure.Aws.Tests.S3;

/// <summary>A server, or a cache before it, that ignores ranges or conditions (RFC 9110, 13 and 14) sends other bytes than were asked for.</summary>
public sealed class RangeTests : IDisposable
{
    private static readonly S3StoreOptions Options = new() { Bucket = "lake", Region = "eu-central-1", PathStyle = true };

    private readonly MemoryS3 s3 = new("lake");
    private readonly AmazonS3Client client;

    public RangeTests()
    {
        client = CephFixture.ClientOf(Options, s3);
        s3.Put("a", "0123456789");
    }

    public void Dispose()
    {
        client.Dispose();
        s3.Dispose();
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(0, 4)]
    [InlineData(4, 6)]
    [InlineData(9, 1)]
    public async Task What_was_asked_for_is_read(int offset, int count) =>
        Assert.Equal("0123456789".Substring(offset, count), await ReadAsync(await OpenAsync(), offset, count));

    [Fact]
    public async Task A_whole_object_in_place_of_a_range_is_refused_and_serves_only_where_the_whole_was_asked_for()
    {
        s3.HonoursRanges = false;
        IOpenObject open = await OpenAsync();

        Assert.Equal("0123456789", await ReadAsync(open, 0, 10));
        foreach ((int offset, int count) in new[] { (0, 4), (4, 6), (9, 1) })
        {
            UnusableStoreException error = await Assert.ThrowsAsync<UnusableStoreException>(() => ReadAsync(open, offset, count));
            Assert.Equal((StoreReasons.NotSupported, false), (error.Reason, error.MayPass));
        }
    }

    [Fact]
    public async Task Bytes_of_another_version_are_found_where_the_condition_was_ignored()
    {
        s3.HonoursConditions = false;
        IOpenObject open = await OpenAsync();
        s3.Put("a", "9876543210");

        await Assert.ThrowsAsync<SourceChangedException>(() => ReadAsync(open, 0, 4));
    }

    /// <summary>A head needn't say it (RFC 9110, 9.3.2), and an object without a length passes for one without a byte.</summary>
    [Fact]
    public async Task The_length_that_a_head_does_not_say_is_asked_for_otherwise()
    {
        s3.TellsLength = false;

        IOpenObject open = await OpenAsync();

        Assert.Equal((10, "9"), (open.Length, await ReadAsync(open, 9, 1)));
    }

    [Fact]
    public async Task The_probe_refuses_a_server_that_ignores_ranges()
    {
        s3.HonoursRanges = false;

        UnusableStoreException error = await Assert.ThrowsAsync<UnusableStoreException>(() => new ListingProbe(new S3Gateway(client, Options), "_probe").RunAsync(versioned: false, CancellationToken.None));

        Assert.Equal(StoreReasons.NotSupported, error.Reason);
        Assert.Equal(["a"], s3.Objects.Keys);
    }

    private async Task<IOpenObject> OpenAsync() =>
        (await (await S3ObjectStore.OpenAsync(client, Options, TimeProvider.System, default)).OpenAsync("a", default))!;

    private static async Task<string> ReadAsync(IOpenObject open, int offset, int count)
    {
        byte[] bytes = new byte[count];
        await open.ReadAsync(offset, bytes, default);
        return Encoding.UTF8.GetString(bytes);
    }
}
