using System.Text;
using Erasure.Core.Records;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Records;

public sealed class RecordsFormatTests
{
    private static readonly RecordKey Key = new("records", "format");

    private readonly MemoryRecords records = new();

    [Fact]
    public async Task Records_without_a_mark_become_this_programs()
    {
        Assert.True(await new RecordsFormat(records).IsKnownAsync(default));
        Assert.True(await new RecordsFormat(records).IsKnownAsync(default));

        Assert.Equal($$"""{"format":{{RecordsFormat.Current}}}""", Encoding.UTF8.GetString((await records.GetAsync(Key, default))!.Value.Span));
    }

    [Fact]
    public async Task Records_of_a_later_program_are_left_alone()
    {
        byte[] later = Encoding.UTF8.GetBytes($$"""{"format":{{RecordsFormat.Current + 1}},"what":"is not known"}""");
        await records.TryPutAsync(Key, later, expectedVersion: 0, expiresAt: null, default);

        Assert.False(await new RecordsFormat(records).IsKnownAsync(default));
        Assert.Equal(later, (await records.GetAsync(Key, default))!.Value.ToArray());
    }
}
