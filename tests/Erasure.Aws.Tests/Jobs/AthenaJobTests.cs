using Erasure.Aws.DynamoDb;
using Erasure.Aws.Tests.Athena;
using Erasure.Aws.Tests.Policies;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Records;

namespace Erasure.Aws.Tests.Jobs;

/// <summary>Deletion jobs that find by Athena, end to end on real servers: Ceph's gateway, dynalite, the local Athena's JSON over HTTP, and DuckDB that runs the SQL on the same objects.</summary>
[Collection(CephTests.Name)]
public sealed class AthenaJobTests(CephFixture ceph, DynaliteFixture dynalite) : IClassFixture<DynaliteFixture>
{
    private static readonly HashSet<string> Forgotten = [.. Enumerable.Range(0, 50).Select(i => $"u-{i * 41 % ShopLake.Users:d4}")];

    [Fact]
    public async Task Athena_and_a_scan_give_the_same_result_and_nobody_else_is_touched()
    {
        using ShopLake lake = new();
        string scanned = await lake.PutAsync(ceph);
        string queried = await lake.PutAsync(ceph);
        DeletionJob scan = await RunAsync(scanned, Finder.Scan, records: null, _ => { });
        DeletionJob athena = await RunAsync(queried, Finder.Athena, new DynamoDbRecordStore(dynalite.Client, dynalite.Options), aws =>
        {
            // Fifty values, and nothing else than their queries, eight for each table.
            Assert.Equal(24, aws.Started.Count);
            Assert.Equal(["clicks", "events", "people"], aws.Tables.Keys.Order());
        });

        Assert.Equal((DeletionJobState.Completed, DeletionJobState.Completed), (scan.State, athena.State));
        Assert.Equal(
            (scan.Totals!.Objects, scan.Totals.ObjectsErased, scan.Totals.RowsErased, scan.Totals.VersionsRemoved),
            (athena.Totals!.Objects, athena.Totals.ObjectsErased, athena.Totals.RowsErased, athena.Totals.VersionsRemoved));
        Assert.Equal((24, 240_000_000), (athena.Totals.Queries, athena.Totals.QueryBytesScanned));
        Dictionary<string, (int Versions, string Hash)> left = await ShopLake.ReadAsync(ceph, queried);
        Assert.Equal(await ShopLake.ReadAsync(ceph, scanned), left);
        Assert.Equal(
            lake.VersionsWithout(Forgotten).OrderBy(item => item.Key, StringComparer.Ordinal),
            left.ToDictionary(item => item.Key, item => item.Value.Versions).OrderBy(item => item.Key, StringComparer.Ordinal));
        Assert.Empty(await ShopLake.ReadAsync(ceph, queried, "manifests/"));
        List<string> users = await ShopLake.UsersAsync(ceph, queried);
        Assert.DoesNotContain(users, Forgotten.Contains);
        Assert.Equal(ShopLake.RowsWithout(Forgotten), users.Count);
    }

    private async Task<DeletionJob> RunAsync(string bucket, Finder finder, IRecordStore? records, Action<LocalAws> check)
    {
        using LocalTables tables = new(ceph.Client);
        await using LocalAws aws = await LocalAws.StartAsync();
        aws.Objects = tables;
        ShopLake.Register(aws, bucket);
        await using AwsWorld world = await AwsWorld.StartAsync(ceph, aws, bucket, null, records, ShopLake.Mappers(finder));
        await world.QueueAsync(Forgotten);
        DeletionJob job = await world.RunAsync();
        Assert.True(await world.IsQueueEmptyAsync(), $"{job.State} {job.Code} {string.Join(' ', (await world.MappersAsync(job)).Values.Select(mapper => mapper.Detail))} {aws.Failures.FirstOrDefault()}");
        Assert.InRange(world.LongestHistory(), 0, 300);
        check(aws);
        MapperPolicyTests.AssertAllows(world.Requests.Keys);
        return job;
    }
}
