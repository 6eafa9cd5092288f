using System.Globalization;

namespace Erasure.Core.Records.Moving;

/// <summary>The mark of a move in a store. It stays behind when records are moved.</summary>
public sealed class MoveMarks(IRecordStore records)
{
    /// <summary>Where it is.</summary>
    public static readonly RecordKey Key = new("records", "move");

    /// <summary>The mark; null where nothing was ever moved.</summary>
    public async Task<MoveMark?> GetAsync(CancellationToken cancellationToken) => (await records.GetAsync(Key, cancellationToken))?.Read<MoveMark>();

    /// <summary>Why no host may work on these records; null where one may.</summary>
    public async Task<string?> RefusalAsync(CancellationToken cancellationToken) => RefusalOf(await GetAsync(cancellationToken));

    /// <summary>Orchestrations of a move that came in have begun, as far as they were missing. Changes nothing otherwise.</summary>
    public Task SettleAsync(CancellationToken cancellationToken) =>
        records.ChangeAsync<MoveMark>(Key, before => before is { Stage: MoveStage.Arrived } ? before with { Stage = MoveStage.Settled } : null, cancellationToken);

    internal static string? RefusalOf(MoveMark? mark) => mark?.Stage switch
    {
        MoveStage.Arriving => $"these records aren't whole: a move from {mark.Other} into them, begun {Day(mark)}, wasn't finished. Run the same `erasure migrate` again",
        MoveStage.Left => $"these records were moved to {mark.Other} {Day(mark)} and are worked on there. `erasure migrate` brings them back, once that host is stopped",
        _ => null,
    };

    internal Task WriteAsync(MoveMark mark, CancellationToken cancellationToken) => records.ChangeAsync<MoveMark>(Key, _ => mark, cancellationToken);

    internal Task<bool> TryAddAsync(MoveMark mark, CancellationToken cancellationToken) => records.TryAddAsync(Key, mark, cancellationToken);

    internal Task RemoveAsync(CancellationToken cancellationToken) => records.DeleteAsync(Key, cancellationToken);

    private static string Day(MoveMark mark) => mark.At.UtcDateTime.ToString("'on' yyyy-MM-dd 'at' HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
