using Erasure.Core.Deletion.Counts;
using Erasure.Parquet;

namespace Erasure.Core.Tests.Deletion.Counts;

/// <summary>Whose rows an object holds is kept in few bytes, and says less, never more, where there would be too many.</summary>
public sealed class HeldRowsTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(400, false)]
    [InlineData(3000, true)]
    public void What_was_packed_is_what_is_read(int people, bool hasOthers)
    {
        Random random = new(people);
        Dictionary<int, long> rows = [];
        while (rows.Count < people)
        {
            rows[random.Next(100_000)] = random.NextInt64(1, people > 400 ? 4 : long.MaxValue / 4);
        }

        HeldRows held = HeldRows.Of(new AskedRows(rows) { HasOthers = hasOthers })!;
        HeldRows read = HeldRows.Unpack(held.Pack())!;

        Assert.Equal(held.Matches, read.Matches);
        Assert.Equal(hasOthers, read.HasOthers);
        Assert.All(rows, one => Assert.Equal(one.Value, read.Matches[one.Key].Rows));
    }

    [Fact]
    public void One_person_takes_a_handful_of_bytes() => Assert.InRange(HeldRows.Of(Asked((70_000, 12)))!.Pack()!.Length, 1, 8);

    [Fact]
    public void Of_very_many_only_who_they_are_is_kept()
    {
        Random random = new(1);
        byte[] packed = HeldRows.Of(Asked([.. Enumerable.Range(0, 100_000).Where(_ => random.Next(2) == 0).Select(match => (match, random.NextInt64(1, 1_000_000)))]))!.Pack()!;

        Assert.InRange(packed.Length, 1, 48 * 1024);
        Assert.All(HeldRows.Unpack(packed)!.Matches.Values, by => Assert.Null(by.Rows));
        Assert.InRange(HeldRows.Unpack(packed)!.Matches.Count, 49_000, 51_000);
    }

    [Fact]
    public void Of_still_more_nothing_is_kept_which_is_as_if_nobody_had_told_them_apart()
    {
        Random random = new(1);
        Assert.Null(HeldRows.Of(Asked([.. Enumerable.Range(0, 2_000_000).Where(_ => random.Next(8) == 0).Select(match => (match, 1L))]))!.Pack());
        Assert.Null(HeldRows.Unpack(null));
    }

    [Fact]
    public void Rounds_add_up_and_what_was_not_counted_once_is_not_counted()
    {
        HeldRows sum = HeldRows.Of(Asked((1, 2), (5, 3)))!.Plus(HeldRows.Of(Asked((1, 4), (9, 1)))!.WithPast(HeldRows.Past(Asked((5, 9)), [])));

        Assert.Equal([(1, 6L), (5, null), (9, 1L)], sum.Matches.Select(one => (one.Key, one.Value.Rows)));
        Assert.False(sum.HasOthers);
        Assert.True(sum.WithPast(past: null).HasOthers);
    }

    private static AskedRows Asked(params (int Match, long Rows)[] rows) => new(rows.ToDictionary(one => one.Match, one => one.Rows));
}
