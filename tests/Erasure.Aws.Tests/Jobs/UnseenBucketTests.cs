using Amazon.S3;
using Erasure.Aws.S3;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Configuration;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Vault;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Aws.Tests.Jobs;

/// <summary>Whatever of a bucket isn't there or can't be seen: nobody is called erased, and nothing of the person is given up.</summary>
public sealed class UnseenBucketTests : IDisposable
{
    private const string Mine = """{"by":"u-2042"}""" + "\n{}\n";
    private static readonly DataMapper Clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]) with { DeleteOldVersions = false };

    private readonly TempFolder folder = new();
    private readonly MemoryS3 s3 = new("lake");

    public void Dispose()
    {
        s3.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Keys_that_are_listed_as_they_are_are_found_and_erased()
    {
        s3.Encodes = s3.SaysEncoding = false;
        s3.PageSize = 1;
        string[] keys = ["clicks/a+b.json", "clicks/100%41.json", "clicks/a b.json", "clicks/\u00fc.json"];
        foreach (string key in keys)
        {
            s3.Put(key, Mine);
        }

        await using JobWorld world = await StartAsync(Clicks);

        Assert.Equal(new Outcome.Erased(4) { Objects = 4 }, await world.RunAsync());
        Assert.All(keys, key => Assert.Equal("{}\n", s3.Text(key)));
    }

    [Fact]
    public async Task Keys_that_are_listed_otherwise_than_they_are_fail()
    {
        s3.SaysEncoding = false;
        s3.Put("clicks/a+b.json", Mine);
        s3.Put("clicks/plain.json", "{}\n");
        await using JobWorld world = await StartAsync(Clicks);

        // The job asks for a key that isn't there, and the listing shows it again.
        await FailsAsync(world);
    }

    [Theory]
    [InlineData("evnts")]
    [InlineData("Clicks")]
    [InlineData("clicks/a")]
    public async Task A_prefix_without_an_object_fails(string prefix)
    {
        s3.Put("clicks/a.json", Mine);
        s3.Put("clicks2/", "");
        await using JobWorld world = await StartAsync(Clicks with { Prefix = prefix });

        await FailsAsync(world, "no-objects");
    }

    [Fact]
    public async Task A_prefix_that_may_be_empty_is_searched_for_nothing()
    {
        s3.Put("clicks/", "");
        await using JobWorld world = await StartAsync(Clicks with { MayBeEmpty = true });

        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());
    }

    [Fact]
    public async Task A_prefix_that_had_objects_and_has_none_fails_the_next_erasure()
    {
        s3.Put("clicks/a.json", "{}\n");
        await using JobWorld world = await StartAsync(Clicks);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());

        s3.Objects.Clear();
        await FailsAsync(world, "objects-gone", attempt: 2);

        s3.Put("clicks/b.json", Mine);
        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync(attempt: 3));
    }

    [Fact]
    public async Task A_bucket_that_goes_while_its_objects_are_searched_fails()
    {
        s3.Put("clicks/a.json", Mine);
        s3.Put("clicks/b.json", Mine);
        await using JobWorld world = await StartAsync(Clicks);
        s3.Before = (method, key, _) =>
        {
            if (method == HttpMethod.Head && key.EndsWith("b.json", StringComparison.Ordinal))
            {
                s3.HasBucket = false;
            }
        };

        await FailsAsync(world);

        s3.Before = (_, _, _) => { };
        s3.HasBucket = true;
        Assert.IsType<Outcome.Erased>(await world.RunAsync(attempt: 2));
        Assert.Equal("{}\n{}\n", s3.Text("clicks/a.json") + s3.Text("clicks/b.json"));
    }

    [Fact]
    public async Task Objects_that_go_between_two_rounds_fail()
    {
        s3.Put("clicks/a.json", Mine);
        s3.Put("clicks/b.json", "{}\n");
        await using JobWorld world = await StartAsync(Clicks);
        s3.Before = (method, key, _) =>
        {
            if (method == HttpMethod.Put && key.EndsWith("a.json", StringComparison.Ordinal))
            {
                s3.Before = (_, _, _) => s3.Objects.Clear();
            }
        };

        await FailsAsync(world, "objects-gone");
    }

    [Fact]
    public async Task A_part_of_a_prefix_that_had_objects_and_has_none_is_owed_until_they_are_back()
    {
        s3.Put("clicks/a.json", "{}\n");
        s3.Put("clicks/day=1/x/b.json", "{}\n");
        s3.Put("clicks/day=10/c.json", "{}\n");
        await using JobWorld world = await StartAsync(Clicks);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());

        s3.Objects.TryRemove("clicks/day=1/x/b.json", out _);
        s3.Put("clicks/day=1/", "");
        await FailsAsync(world, attempt: 2);
        Assert.Equal(("clicks/day=1/", "folder-gone"), ((string?)(await world.DescribeAsync(2))["objects"]![0]!["key"], (string?)(await world.DescribeAsync(2))["objects"]![0]!["code"]));
        await FailsAsync(world, attempt: 3);

        s3.Put("clicks/day=1/x/b.json", Mine);
        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync(attempt: 4));
    }

    [Fact]
    public async Task A_part_of_a_prefix_that_goes_between_two_rounds_is_owed()
    {
        s3.Put("clicks/a.json", Mine);
        s3.Put("clicks/day=1/b.json", "{}\n");
        await using JobWorld world = await StartAsync(Clicks);
        s3.Before = (method, key, _) =>
        {
            if (method == HttpMethod.Put && key.EndsWith("a.json", StringComparison.Ordinal))
            {
                s3.Before = (_, _, _) => s3.Objects.TryRemove("clicks/day=1/b.json", out byte[]? _);
            }
        };

        await FailsAsync(world);
        await FailsAsync(world, attempt: 2);
    }

    [Fact]
    public async Task A_part_of_a_prefix_that_may_go_or_that_an_erasure_emptied_is_not_missed()
    {
        s3.Put("clicks/day=1/b.json", "{}\n");
        s3.Put("clicks/by=u-2042/b.json", "{}\n");
        s3.Put("clicks/emptied/b.json", "{\"by\":\"u-2042\"}\n");
        s3.Put("clicks/a.json", "{}\n");
        await using JobWorld world = await StartAsync(Clicks with { MayGo = ["day=*"] });
        Assert.IsType<Outcome.Erased>(await world.RunAsync());
        Assert.False(s3.Objects.ContainsKey("clicks/by=u-2042/b.json"));

        s3.Objects.TryRemove("clicks/day=1/b.json", out _);
        s3.Objects.TryRemove("clicks/emptied/b.json", out _);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 2));
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 3));
    }

    [Fact]
    public async Task An_object_that_is_listed_and_denied_is_not_gone()
    {
        s3.Put("clicks/a.json", Mine);
        s3.Put("clicks/b.json", "{}\n");
        s3.Denied.Add("clicks/a.json");
        await using JobWorld world = await StartAsync(Clicks);

        await FailsAsync(world);

        Assert.Equal("listed-but-gone", (string)(await world.DescribeAsync())["objects"]![0]!["code"]!);
    }

    [Fact]
    public async Task A_folders_marker_that_names_the_person_goes_with_the_last_object_below_it()
    {
        s3.Put("clicks/by=u-2042/", "");
        s3.Put("clicks/by=u-2042/day=1/", "");
        s3.Put("clicks/by=u-2042/day=1/a.json", "{\"by\":\"u-2042\"}\n");
        s3.Put("clicks/", "");
        s3.Put("clicks/b.json", "{}\n");
        await using JobWorld world = await StartAsync(Clicks);

        Assert.IsType<Outcome.Erased>(await world.RunAsync());
        Assert.Equal(["clicks/", "clicks/b.json"], s3.Objects.Keys.Order(StringComparer.Ordinal));
    }

    private static async Task FailsAsync(JobWorld world, string? reason = null, int attempt = 1)
    {
        Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt));
        if (reason is not null)
        {
            Assert.Equal(reason, Assert.Single(await world.Host.Services.GetRequiredService<JobStore>().MappersAsync(await world.JobIdAsync(attempt), CancellationToken.None)).Reason);
        }

        Assert.NotNull(await world.Host.Services.GetRequiredService<SubjectVault>().OpenAsync(JobWorld.Erasure.ErasureId, CancellationToken.None));
        Assert.False(await world.Host.Services.GetRequiredService<QueueStore>().IsEmptyAsync(CancellationToken.None));
    }

    private Task<JobWorld> StartAsync(DataMapper mapper)
    {
        S3Configuration lake = new() { Bucket = "lake", Region = "eu-central-1", PathStyle = true, KeepAcl = false };
        ErasureConfiguration configuration = new() { Domains = [], Lake = new LakeConfiguration { S3 = lake, Mappers = [mapper] } };
        return JobWorld.StartAsync(
            folder.Path,
            configuration,
            lake: services => services.AddSingleton<ILakeStores>(_ => new S3LakeStores(lake, (options, _) => CephFixture.ClientOf(options, s3), TimeProvider.System)));
    }
}
