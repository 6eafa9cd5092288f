namespace Erasure.Core.Records;

/// <summary>Looks through a whole store, for who moves or counts all of it. Everybody else asks by partition.</summary>
public interface IRecordScan
{
    /// <summary>Every record, in no order: once where nobody writes meanwhile. What is written meanwhile may be told or not.</summary>
    IAsyncEnumerable<StoredRecord> ScanAsync(CancellationToken cancellationToken = default);
}
