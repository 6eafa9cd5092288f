using Erasure.Core.Records;

namespace Erasure.Core.Ledger;

/// <summary>The append-only record of what happened, a partition per erasure.</summary>
/// <remarks>
/// An entry's sort key says which happening it is (domain, event, occurrence), so a step that runs twice adds one entry, with
/// the time of the first; nothing is read for it. Entries are numbered by their time when read.
/// </remarks>
public sealed class ErasureLedger(IRecordStore records, TimeProvider time)
{
    /// <summary>Adds an entry unless this happening is there already.</summary>
    public Task AppendAsync(string erasureId, LedgerEvent happening, CancellationToken cancellationToken) =>
        records.TryAddAsync(
            new RecordKey(PartitionOf(erasureId), happening.Key),
            new StoredEntry(happening.At ?? time.GetUtcNow(), happening.Event, happening.Domain, happening.Details),
            cancellationToken);

    /// <summary>Whether this happening is there.</summary>
    internal async Task<bool> HoldsAsync(string erasureId, LedgerEvent happening, CancellationToken cancellationToken) =>
        await records.GetAsync(new RecordKey(PartitionOf(erasureId), happening.Key), cancellationToken) is not null;

    /// <summary>The entries, oldest first.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> ReadAsync(string erasureId, CancellationToken cancellationToken)
    {
        List<(string Key, StoredEntry Entry)> entries = [];
        await foreach (StoredRecord record in records.QueryAsync(PartitionOf(erasureId), "", cancellationToken: cancellationToken))
        {
            entries.Add((record.Key.Sort, record.Read<StoredEntry>()));
        }

        return
        [
            .. entries
                .OrderBy(e => e.Entry.At)
                .ThenBy(e => LedgerEvents.OrderOf(e.Entry.Event))
                .ThenBy(e => e.Key, StringComparer.Ordinal)
                .Select((e, index) => new LedgerEntry(index + 1, e.Entry.At, e.Entry.Event, e.Entry.Domain, e.Entry.Details)),
        ];
    }

    /// <summary>Deletes the entries of an intake that was rolled back: nothing was ever answered for it.</summary>
    internal async Task ForgetAsync(string erasureId, CancellationToken cancellationToken)
    {
        await foreach (StoredRecord record in records.QueryAsync(PartitionOf(erasureId), "", cancellationToken: cancellationToken))
        {
            await records.DeleteAsync(record.Key, cancellationToken);
        }
    }

    private static string PartitionOf(string erasureId) => $"ledger/{erasureId}";

    private sealed record StoredEntry(DateTimeOffset At, string Event, string? Domain, IReadOnlyDictionary<string, string>? Details);
}
