namespace Erasure.Core.Records;

/// <summary>Which format the records are in. A program leaves those of a later one alone: what it doesn't know of them it would lose when it writes.</summary>
/// <remarks>For stores that have no version of their own; the embedded host's database has one.</remarks>
public sealed class RecordsFormat(IRecordStore records)
{
    /// <summary>The format that this program reads and writes; one more wherever an earlier program would misread it.</summary>
    public const int Current = 1;

    private static readonly RecordKey Key = new("records", "format");

    /// <summary>Whether this program knows the format. Records of an earlier one, or of none, are in this one from then on.</summary>
    public async Task<bool> IsKnownAsync(CancellationToken cancellationToken)
    {
        Mark? mark = await records.ChangeAsync<Mark>(Key, before => before?.Format >= Current ? null : new Mark(Current), cancellationToken);
        return mark?.Format <= Current;
    }

    /// <summary>Whether this program can read the records. Nothing is written.</summary>
    public async Task<bool> IsReadableAsync(CancellationToken cancellationToken) =>
        (await records.GetAsync(Key, cancellationToken))?.Read<Mark>() is not { Format: > Current };

    private sealed record Mark(int Format);
}
