namespace Erasure.Core.Records.Moving;

/// <summary>One of the two stores of a move.</summary>
public sealed record MoveSide
{
    /// <summary>Which it is, for humans.</summary>
    public required string Place { get; init; }

    /// <summary>Its records.</summary>
    public required IRecordStore Records { get; init; }

    /// <summary>All of them.</summary>
    public required IRecordScan Scan { get; init; }

    /// <summary>The longest value that it takes, in bytes.</summary>
    public int MaxValueLength { get; init; } = int.MaxValue;

    /// <summary>How long a host that works on it may take to notice that it was left; zero where a lock keeps hosts out.</summary>
    public TimeSpan Notice { get; init; }

    /// <summary>Whether orchestrations are kept beside the records, and there are some.</summary>
    public Func<bool> HasOrchestrations { get; init; } = static () => false;

    /// <summary>Destroys what is kept beside the records, and what is left of them in files.</summary>
    public Func<CancellationToken, Task> DestroyRestAsync { get; init; } = static _ => Task.CompletedTask;

    internal MoveMarks Marks => new(Records);

    /// <summary>Its records without the mark of a move, which is its own.</summary>
    internal IAsyncEnumerable<StoredRecord> RecordsAsync(CancellationToken cancellationToken) =>
        Scan.ScanAsync(cancellationToken).Where(static record => record.Key != MoveMarks.Key);
}
