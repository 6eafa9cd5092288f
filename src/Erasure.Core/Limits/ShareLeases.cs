using System.Collections.Concurrent;
using Erasure.Core.Records;

namespace Erasure.Core.Limits;

/// <summary>Leases of domains' limits in the record store, by which the limits hold over all processes that work from it.</summary>
/// <param name="records">Where they are.</param>
/// <param name="time">The clock.</param>
/// <param name="options">Times; the default ones, where they aren't given.</param>
internal sealed class ShareLeases(IRecordStore records, TimeProvider time, ShareOptions? options = null) : IAsyncDisposable
{
    private readonly string holder = $"{Guid.NewGuid():N}";
    private readonly ConcurrentBag<ShareLease> leases = [];

    /// <summary>The lease of a domain's share; to be asked for once.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="limits">Its limits.</param>
    /// <param name="use">What the process makes of its share.</param>
    /// <param name="changed">Called when there may be more room.</param>
    public ShareLease Of(string domain, LimitsConfiguration limits, Func<ShareUse> use, Action changed)
    {
        ShareLease lease = new(new RecordKey("domain-shares", domain), holder, limits, use, changed, records, time, options ?? new ShareOptions());
        leases.Add(lease);
        return lease;
    }

    /// <summary>Gives everything back.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (ShareLease lease in leases)
        {
            await lease.DisposeAsync();
        }
    }
}
