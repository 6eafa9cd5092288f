namespace Erasure.Core.Records.Moving;

/// <summary>What a store says of the last move into it or out of it.</summary>
public sealed record MoveMark
{
    /// <summary>The move's id, the same in both stores: 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>How far this store is.</summary>
    public required MoveStage Stage { get; init; }

    /// <summary>The other store, for humans.</summary>
    public required string Other { get; init; }

    /// <summary>When the move began; of a source, when it was left.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What was to be moved as the move began, expiring records aside: <see cref="RecordTally.Hash"/>. By it another source, or the same one changed, is noticed.</summary>
    public required string Source { get; init; }
}
