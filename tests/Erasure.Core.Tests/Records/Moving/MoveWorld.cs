using System.Text;
using Erasure.Core.Records;
using Erasure.Core.Records.Moving;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Records.Moving;

/// <summary>Two stores, and records in the first.</summary>
internal sealed class MoveWorld
{
    public MemoryRecords Here { get; } = new();

    public MemoryRecords There { get; } = new();

    public HurriedTime Time { get; } = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    /// <summary>How long hosts of either take to notice that it was left.</summary>
    public TimeSpan Notice { get; init; }

    public Action<MoveProgress>? Tell { get; set; }

    /// <summary>Writes a record, or another value into it.</summary>
    public static async Task WriteAsync(MemoryRecords records, string sort, string value, DateTimeOffset? expiresAt = null)
    {
        RecordKey key = new("p", sort);
        long version = (await records.GetAsync(key, CancellationToken.None))?.Version ?? 0;
        Assert.NotNull(await records.TryPutAsync(key, Encoding.UTF8.GetBytes(value), version, expiresAt, CancellationToken.None));
    }

    public async Task FillAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await WriteAsync(Here, $"{i:D4}", $"value {i}", i % 5 == 0 ? Time.GetUtcNow().AddDays(i + 1).AddMilliseconds(1) : null);
        }
    }

    public RecordMove Move(bool back = false, KilledRecords.Life? life = null)
    {
        MoveSide here = Side(Here, "here", life);
        MoveSide there = Side(There, "there", life);
        return back ? new RecordMove(there, here, Time, Tell) : new RecordMove(here, there, Time, Tell);
    }

    /// <summary>What is in a store, without versions and without its mark.</summary>
    public static IEnumerable<string> Content(MemoryRecords records) => records.All
        .Where(record => record.Key != MoveMarks.Key)
        .Select(record => $"{record.Key} {Encoding.UTF8.GetString(record.Value.Span)} {record.ExpiresAt:O}")
        .Order(StringComparer.Ordinal);

    /// <summary>Why a host refuses it; null where it doesn't.</summary>
    public static Task<string?> RefusalAsync(MemoryRecords records) => new MoveMarks(records).RefusalAsync(CancellationToken.None);

    private MoveSide Side(MemoryRecords records, string place, KilledRecords.Life? life) => new()
    {
        Place = place,
        Records = life is null ? records : new KilledRecords(records, life),
        Scan = records,
        MaxValueLength = 100,
        Notice = Notice,
    };
}
