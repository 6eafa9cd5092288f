namespace Erasure.Core.Records;

/// <summary>Records can't be read or written at present: the disk is full, the database is gone or broken. Nothing was promised; who asked may come back.</summary>
public sealed class RecordsUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What is in the way: <c>records-unavailable</c>, or <c>master-key</c>.</summary>
    public string Code { get; init; } = "records-unavailable";
}
