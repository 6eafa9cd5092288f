using System.Collections.Concurrent;
using Erasure.Core.Records;

namespace Erasure.Core.Locks;

/// <summary>Locks that expire with their holder, on any record store: a lease that is renewed by heartbeats, as in the DynamoDB lock client.</summary>
/// <remarks>
/// The record's version is the "record version number": it changes at each heartbeat. Whoever finds the same version for the
/// whole length of the lease, by its own monotonic clock, takes over; nobody compares clocks. A holder counts its lease from
/// before its write, so it stops believing before anybody else may take over.
/// A paused holder may still write after it lost its lease. So the lock only spares work that would be done twice; the conditional
/// write to what it protects keeps that right, and where a store can compare numbers, <see cref="Lease.Fence"/> does.
/// </remarks>
/// <param name="records">Where the leases are. Their records are never deleted, or the fence would start anew.</param>
/// <param name="time">The local clock.</param>
/// <param name="options">Times; the defaults where they aren't given.</param>
/// <param name="jitter">Spreads those who wait.</param>
public sealed class LeaseLocks(IRecordStore records, TimeProvider time, LeaseOptions? options = null, Random? jitter = null)
{
    private const string Partition = "lease";

    private readonly LeaseOptions options = Check(options ?? new LeaseOptions());
    private readonly Random jitter = jitter ?? Random.Shared;
    private readonly ConcurrentDictionary<string, Sighting> sightings = new(StringComparer.Ordinal);

    /// <summary>Takes the lock if it is free, or if its holder has shown no sign of life for a whole lease while this object looked: calling it again and again does take over a dead lock.</summary>
    /// <param name="name">Name of the lock; holds no identifier.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>The lease; null where somebody else holds it.</returns>
    public async Task<Lease?> TryAcquireAsync(string name, CancellationToken cancellationToken)
    {
        StoredRecord? record = await records.GetAsync(new(Partition, name), cancellationToken);
        LeaseState? state = record is null ? null : LeaseState.Parse(record.Value);
        if (state is { Released: false } && !IsDead(name, record!.Version, state.Duration))
        {
            return null;
        }

        LeaseState next = new(Guid.NewGuid(), (long)options.Duration.TotalMilliseconds, (state?.Fence ?? 0) + 1, Released: false);
        long asked = time.GetTimestamp();
        long? version = await records.TryPutAsync(new(Partition, name), next.ToBytes(), record?.Version ?? 0, expiresAt: null, cancellationToken);
        sightings.TryRemove(name, out _);
        return version is null ? null : new Lease(records, time, options, new(Partition, name), next, version.Value, asked);
    }

    /// <summary>Waits for the lock.</summary>
    /// <param name="name">Name of the lock; holds no identifier.</param>
    /// <param name="patience">How long to wait; longer than a lease, if a dead holder is to be outlived.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The lease; null where somebody held it all the while.</returns>
    public async Task<Lease?> AcquireAsync(string name, TimeSpan patience, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        while (true)
        {
            if (await TryAcquireAsync(name, cancellationToken) is { } lease)
            {
                return lease;
            }

            TimeSpan left = patience - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return null;
            }

            TimeSpan pause = options.Refresh + (options.Jitter * jitter.NextDouble());
            await Task.Delay(pause < left ? pause : left, time, cancellationToken);
        }
    }

    /// <summary>Runs <paramref name="work"/> under the lock; its token is canceled when the lease is lost.</summary>
    /// <returns>False where the lock could not be had, and then the work was not begun.</returns>
    public async Task<bool> RunAsync(string name, TimeSpan patience, Func<Lease, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        Lease? lease = await AcquireAsync(name, patience, cancellationToken);
        if (lease is null)
        {
            return false;
        }

        await using (lease)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
            await work(lease, either.Token);
        }

        return true;
    }

    private static LeaseOptions Check(LeaseOptions options) => options.Duration >= options.Heartbeat * 2
        ? options
        : throw new ArgumentException($"A lease of {options.Duration} doesn't outlive two heartbeats of {options.Heartbeat}; make it longer.", nameof(options));

    private bool IsDead(string name, long version, TimeSpan duration)
    {
        // The clock is read after the record, so the wait starts no earlier than the holder's write.
        long now = time.GetTimestamp();
        Sighting seen = sightings.AddOrUpdate(name, new Sighting(version, now), (_, before) => before.Version == version ? before : new(version, now));
        return time.GetElapsedTime(seen.FirstAt, now) >= duration;
    }

    private readonly record struct Sighting(long Version, long FirstAt);
}
