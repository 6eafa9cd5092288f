using Erasure.Aws.DynamoDb;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Locks;
using Erasure.Tests.Shared;

namespace Erasure.Aws.Tests.Locks;

[Collection(DynaliteTests.Name)]
public sealed class DynamoDbLeaseTests(DynaliteFixture dynalite)
{
    [Fact]
    public async Task Of_many_who_race_for_a_free_or_a_dead_lock_one_wins()
    {
        var options = new LeaseOptions();
        ManualTimeProvider[] clocks = [.. Enumerable.Range(0, 12).Select(_ => new ManualTimeProvider())];
        var records = new DynamoDbRecordStore(dynalite.Client, dynalite.Options);
        string name = Guid.NewGuid().ToString("N");
        LeaseLocks[] hosts = [.. clocks.Select((clock, i) => new LeaseLocks(records, clock, options, new Random(i)))];
        long fence = 0;
        for (int round = 0; round < 10; round++)
        {
            Lease?[] leases = await Task.WhenAll(hosts.Select(host => host.TryAcquireAsync(name, default)));
            Lease winner = Assert.Single(leases, lease => lease is not null)!;
            Assert.True(winner.Fence > fence);
            fence = winner.Fence;
            Assert.All(await Task.WhenAll(hosts.Select(host => host.TryAcquireAsync(name, default))), Assert.Null);
            if (round % 2 == 0)
            {
                Assert.True(await winner.ReleaseAsync(default));
            }
            else
            {
                // Its host's clock stands still: it is dead. The others have seen it and wait it out.
                foreach (ManualTimeProvider clock in clocks.Where((_, i) => leases[i] is null))
                {
                    clock.Advance(options.Duration);
                }
            }
        }
    }
}
