namespace Erasure.Core.Records;

/// <summary>A store whose files may keep the bytes of deleted records for a while: SQLite's free pages and write-ahead log.</summary>
public interface IErasesTraces
{
    /// <summary>When this returns, nothing that was deleted before the call is left in the store's files.</summary>
    Task EraseTracesAsync(CancellationToken cancellationToken);
}
