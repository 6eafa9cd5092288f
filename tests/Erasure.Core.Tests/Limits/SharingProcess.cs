using Erasure.Core.Limits;
using Erasure.Core.Operations;
using Erasure.Core.Records;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Limits;

/// <summary>A process that calls the domain <c>a</c>, and can be cut off from the records or die.</summary>
internal sealed class SharingProcess : IRecordStore, IAsyncDisposable
{
    private readonly MemoryRecords records;
    private readonly ManualTimeProvider time;
    private readonly ShareLeases leases;
    private readonly DomainLimits limits;
    private readonly List<BegunCall> calls = [];

    public SharingProcess(MemoryRecords records, ManualTimeProvider time, LimitsConfiguration each)
    {
        (this.records, this.time) = (records, time);
        leases = new ShareLeases(this, time);
        limits = new DomainLimits(
            new OperationsConfiguration { ConcurrentCalls = 48 },
            new Dictionary<string, LimitsConfiguration> { ["a"] = each },
            time,
            leases);
    }

    /// <summary>It can't reach the records.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>Told when a call begins.</summary>
    public Action<DateTimeOffset> Begun { get; set; } = _ => { };

    /// <summary>Calls under way.</summary>
    public int Running => calls.Count;

    /// <summary>Calls that it had to end since it lost its share.</summary>
    public int Lost { get; private set; }

    public int Writes { get; private set; }

    /// <summary>How long whoever finds no room is told to wait.</summary>
    public TimeSpan Wait => limits.WaitOf("a");

    /// <summary>Begins a call, if there is room at once.</summary>
    public async Task<BegunCall?> TryBeginAsync()
    {
        BegunCall? call = await AskForRoomAsync();
        if (call is not null)
        {
            Begun(time.GetUtcNow());
            calls.Add(call);
            call.Lost.Register(() => End(call));
        }

        return call;
    }

    /// <summary>Begins as many as there is room for; how many are under way then.</summary>
    public async Task<int> FillAsync()
    {
        while (await TryBeginAsync() is not null)
        {
            // There may be more.
        }

        return Running;
    }

    /// <summary>Would call, and does where there is room, for no time.</summary>
    public async Task WantAsync() => (await AskForRoomAsync())?.Dispose();

    public void EndOne(Random chance)
    {
        if (calls.Count > 0)
        {
            BegunCall call = calls[chance.Next(calls.Count)];
            calls.Remove(call);
            call.Dispose();
        }
    }

    public void EndAll()
    {
        calls.ForEach(call => call.Dispose());
        calls.Clear();
    }

    /// <summary>It is gone with all that it did, and tells nobody.</summary>
    public void Die()
    {
        IsCutOff = true;
        calls.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        EndAll();
        await leases.DisposeAsync();
    }

    public Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken) =>
        IsCutOff ? Task.FromException<StoredRecord?>(new IOException("No route.")) : records.GetAsync(key, cancellationToken);

    public Task<long?> TryPutAsync(RecordKey key, ReadOnlyMemory<byte> value, long expectedVersion, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        Writes++;
        return IsCutOff ? Task.FromException<long?>(new IOException("No route.")) : records.TryPutAsync(key, value, expectedVersion, expiresAt, cancellationToken);
    }

    public Task<bool> TryDeleteAsync(RecordKey key, long expectedVersion, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<StoredRecord> QueryAsync(
        string partition,
        string sortPrefix,
        string? after = null,
        bool descending = false,
        CancellationToken cancellationToken = default) => throw new NotSupportedException();

    // Who has no patience left is answered at once.
    private async Task<BegunCall?> AskForRoomAsync()
    {
        try
        {
            return await limits.TryBeginAsync("a", new CancellationToken(canceled: true));
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private void End(BegunCall call)
    {
        if (calls.Remove(call))
        {
            Lost++;
            call.Dispose();
        }
    }
}
