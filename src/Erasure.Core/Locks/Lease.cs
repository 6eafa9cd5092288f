using Erasure.Core.Records;

namespace Erasure.Core.Locks;

/// <summary>A lock that is held, and renewed in the background until it is released or lost.</summary>
public sealed class Lease : IAsyncDisposable
{
    private readonly IRecordStore records;
    private readonly TimeProvider time;
    private readonly LeaseOptions options;
    private readonly RecordKey key;
    private readonly LeaseState state;
    private readonly SemaphoreSlim turn = new(1);
    private readonly CancellationTokenSource lost = new();
    private readonly ITimer heartbeat;
    private readonly ITimer expiry;
    private long version;
    private long renewedAt;
    private bool over;
    private bool disposed;

    internal Lease(IRecordStore records, TimeProvider time, LeaseOptions options, RecordKey key, LeaseState state, long version, long renewedAt)
    {
        (this.records, this.time, this.options, this.key, this.state, this.version, this.renewedAt) = (records, time, options, key, state, version, renewedAt);
        Lost = lost.Token;
        heartbeat = time.CreateTimer(static lease => _ = ((Lease)lease!).BeatAsync(), this, options.Heartbeat, options.Heartbeat);
        expiry = time.CreateTimer(static lease => ((Lease)lease!).ExpireIfDue(), this, Left(), Timeout.InfiniteTimeSpan);
    }

    /// <summary>A number that every later holder of this lock exceeds.</summary>
    public long Fence => state.Fence;

    /// <summary>Whether the lease is still good, by the local clock.</summary>
    public bool IsHeld => !Volatile.Read(ref over) && Left() > TimeSpan.Zero;

    /// <summary>Canceled when the lease is lost: taken over, or not renewed in time. Not by a release.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Renews the lease now. The background does so by itself.</summary>
    /// <returns>False where the lease is over; it can't be renewed any more, even if nobody else has taken it.</returns>
    public async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (!IsHeld)
            {
                return false;
            }

            long asked = time.GetTimestamp();
            long? next = await PutAsync(state, cancellationToken);
            if (next is null)
            {
                Lose();
                return false;
            }

            version = next.Value;
            Volatile.Write(ref renewedAt, asked);
            expiry.Change(Left(), Timeout.InfiniteTimeSpan);
            return IsHeld;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Gives the lock back, so that the next one needn't wait for its end. The record and its fence stay.</summary>
    /// <returns>False where it was lost before, or released already.</returns>
    public async Task<bool> ReleaseAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (Volatile.Read(ref over))
            {
                return false;
            }

            Volatile.Write(ref over, true);
            await StopTimersAsync();
            return await PutAsync(state with { Released = true }, cancellationToken) is not null;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Releases the lock where it is still held; where the store doesn't answer, the lease runs out by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, true))
        {
            return;
        }

        try
        {
            await ReleaseAsync(CancellationToken.None);
        }
        catch (Exception)
        {
            // Nobody is kept waiting longer than by a crash.
        }

        await StopTimersAsync();
        turn.Dispose();
        lost.Dispose();
    }

    private async Task<long?> PutAsync(LeaseState next, CancellationToken cancellationToken)
    {
        if (await records.TryPutAsync(key, next.ToBytes(), version, expiresAt: null, cancellationToken) is { } written)
        {
            return written;
        }

        // An earlier heartbeat may have been written though its answer was an error. Then the record is still ours, with a later version.
        StoredRecord? stored = await records.GetAsync(key, cancellationToken);
        bool ours = stored is not null && LeaseState.Parse(stored.Value) is { Released: false } now && now.Holder == state.Holder;
        return ours ? await records.TryPutAsync(key, next.ToBytes(), stored!.Version, expiresAt: null, cancellationToken) : null;
    }

    private async Task BeatAsync()
    {
        try
        {
            await RenewAsync(CancellationToken.None);
        }
        catch (Exception)
        {
            // The next heartbeat tries again; the end of the lease is watched by its own timer.
        }
    }

    private TimeSpan Left() => options.Duration - time.GetElapsedTime(Volatile.Read(ref renewedAt));

    private void ExpireIfDue()
    {
        TimeSpan left = Left();
        if (left <= TimeSpan.Zero)
        {
            Lose();
        }
        else if (!Volatile.Read(ref over))
        {
            expiry.Change(left, Timeout.InfiniteTimeSpan);
        }
    }

    private void Lose()
    {
        if (!Interlocked.Exchange(ref over, true))
        {
            heartbeat.Dispose();
            lost.Cancel();
        }
    }

    private async Task StopTimersAsync()
    {
        await heartbeat.DisposeAsync();
        await expiry.DisposeAsync();
    }
}
