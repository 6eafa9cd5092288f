using Erasure.Core.Operations;
using Erasure.Core.Records;

namespace Erasure.Core.Domains.Calls;

/// <summary>The calls to domains, each kept for a while.</summary>
public sealed class DomainCalls(IRecordStore records, OperationsConfiguration operations, TimeProvider time)
{
    private const int Most = 200;

    /// <summary>Keeps a call until it expires.</summary>
    public Task SaveAsync(string erasureId, DomainCall call, CancellationToken cancellationToken) =>
        records.TryAddAsync(KeyOf(erasureId, call.Domain, call.Id), call, cancellationToken, call.At + operations.KeepCalls);

    /// <summary>The calls of an erasure to a domain, newest first, at most 200.</summary>
    public async Task<IReadOnlyList<DomainCall>> ListAsync(string erasureId, string domain, CancellationToken cancellationToken)
    {
        List<DomainCall> calls = [];
        await foreach (StoredRecord stored in records.QueryAsync(PartitionOf(erasureId), $"{domain}/", descending: true, cancellationToken: cancellationToken))
        {
            if (calls.Count == Most)
            {
                break;
            }

            if (!IsExpired(stored))
            {
                calls.Add(stored.Read<DomainCall>());
            }
        }

        return calls;
    }

    /// <summary>One call; null where there is none any more.</summary>
    public async Task<DomainCall?> GetAsync(string erasureId, string domain, string callId, CancellationToken cancellationToken) =>
        await records.GetAsync(KeyOf(erasureId, domain, callId), cancellationToken) is { } stored && !IsExpired(stored) ? stored.Read<DomainCall>() : null;

    // A store may clean up late.
    private bool IsExpired(StoredRecord stored) => stored.ExpiresAt <= time.GetUtcNow();

    private static RecordKey KeyOf(string erasureId, string domain, string callId) => new(PartitionOf(erasureId), $"{domain}/{callId}");

    private static string PartitionOf(string erasureId) => $"calls/{erasureId}";
}
