using Erasure.Core.Records;

namespace Erasure.Core.Erasures.Intake;

/// <summary>Intakes under way: written before anything else of an erasure and deleted once its orchestration runs, so that an interrupted one is found.</summary>
internal sealed class IntakeMarkers(IRecordStore records)
{
    private const string Partition = "intake";

    /// <summary>The intake under way; null where there is none.</summary>
    public async Task<IntakeMarker?> GetAsync(string erasureId, CancellationToken cancellationToken) =>
        (await records.GetAsync(new RecordKey(Partition, erasureId), cancellationToken))?.Read<IntakeMarker>();

    /// <summary>Marks an intake as under way.</summary>
    public Task AddAsync(IntakeMarker marker, CancellationToken cancellationToken) =>
        records.TryAddAsync(new RecordKey(Partition, marker.Stored.Erasure.Id), marker, cancellationToken);

    /// <summary>The intake is done.</summary>
    public Task RemoveAsync(string erasureId, CancellationToken cancellationToken) =>
        records.DeleteAsync(new RecordKey(Partition, erasureId), cancellationToken);

    /// <summary>All, oldest first.</summary>
    public IAsyncEnumerable<StoredRecord> AllAsync(CancellationToken cancellationToken) =>
        records.QueryAsync(Partition, "", cancellationToken: cancellationToken);
}

/// <summary>An intake under way.</summary>
/// <param name="Stored">The erasure that it is to become.</param>
/// <param name="Idempotency">Its claim on an idempotency key.</param>
internal sealed record IntakeMarker(StoredErasure Stored, string? Idempotency);
