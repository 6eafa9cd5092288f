using Erasure.Core.Lake.Places;

namespace Erasure.Core.Tests.Lake.Places;

/// <summary>What tells folders from one another.</summary>
public sealed class SeenObjectTests
{
    [Theory]
    [InlineData("8.1-a~5.1/8.1-2~1.0", "8.1-a~5.1/8.1-2~1.0", true)]
    [InlineData("8.1-a~5.1/8.1-2~1.0", "8.1-a~6.1/8.1-2~1.0", false)]
    [InlineData("8.1-a/8.1-2", "8.1-a~6.1/8.1-2~1.0", true)]
    [InlineData("8.1-a/8.1-2", "8.1-ab~6.1/8.1-2~1.0", false)]
    [InlineData("8.1-a/8.1-2", "8.1-a", false)]
    [InlineData(null, "8.1-a", false)]
    public void A_folder_is_the_same_by_device_number_and_birth_where_both_are_known(string? was, string now, bool isSame)
    {
        Assert.Equal(isSame, SeenObject.AreSame(was, now));
        Assert.Equal(isSame, SeenObject.AreSame(now, was));
    }

    [Theory]
    [InlineData("9.1-2~5.1@aa/8.1-2", "9.1-2~5.1@aa/8.1-2", "None", 0)]
    [InlineData("9.1-2~5.1@aa/8.1-2", "7.3-2~5.1@bb/8.1-2", "None", 0)]
    [InlineData("9.1-2~5.1@aa/8.1-2", "9.1-2~5.2@aa/8.1-2", "Exchanged", 0)]
    [InlineData("9.1-2~5.0@aa/8.1-2", "9.1-2~5.0@bb/8.1-2", "Exchanged", 0)]
    [InlineData("9.1-2~5.0@/8.1-2", "9.1-2~5.0@/8.1-2", "None", 0)]
    [InlineData("9.1-2~0.0@aa/8.1-2", "9.1-2~0.0@bb/8.1-2", "Exchanged", 0)]
    [InlineData("9.1-2~0.0@aa/8.1-2", "7.3-2~0.0@aa/8.1-2", "None", 0)]
    [InlineData("0.9-1@/8.1-2", "0.9-1@/8.1-2", "None", 0)]
    [InlineData("0.9-1@/8.1-2", "0.8-1@/8.1-2", "Unknown", 0)]
    [InlineData("0.9-1/8.1-2", "0.9-1~5.1@aa/8.1-2", "Unknown", 0)]
    [InlineData("8.1-3~5.1/8.1-2", "9.1-2~5.1@aa/8.1-2", "Exchanged", 0)]
    [InlineData("8.1-3~5.1/8.1-2", "8.1-4~5.2/8.1-2", "None", 0)]
    [InlineData("8.1-3~5.1@aa/8.1-2", "8.1-4~5.2/8.1-2", "Unmounted", 0)]
    [InlineData("8.1-3~5.1@aa/8.1-2", "8.1-3~5.1/8.1-2", "None", 0)]
    [InlineData("9.1-2~5.1@aa/8.1-2", "8.1-4~5.2/8.1-2", "Unmounted", 0)]
    [InlineData("9.1-7/9.1-2~5.1@aa/8.1-2", "9.1-7/9.1-2~6.1@bb/8.1-2", "Exchanged", 1)]
    [InlineData("8.1-3~5.1/8.1-2~1.5@aa", "8.2-3~5.1/8.2-2~1.6@bb", "Exchanged", 1)]
    [InlineData("8.1-3/8.1-2", "8.1-3~5.1/8.1-2~1.6@bb", "Unknown", 1)]
    [InlineData("9.1-3/8.1-2", "8.1-4~5.1/8.1-2~1.6@bb", "Unmounted", 0)]
    [InlineData(null, "8.1-3", "None", 0)]
    public void A_volume_is_known_by_number_and_birth_of_its_root_and_by_its_own_id(string? was, string now, string change, int level) =>
        Assert.Equal((level, change), SeenObject.VolumeChangeAt(was, now) is var (at, found) ? (at, found.ToString()) : default);

    [Theory]
    [InlineData("0.9-1~5.1@aa", "0.9-1~6.1@aa", false)]
    [InlineData("0.9-1@aa", "0.9-1@bb", false)]
    [InlineData("0.9-1@", "0.9-1@bb", true)]
    [InlineData("0.9-1/8.1-2", "0.9-1~5.1@aa/8.1-2", false)]
    [InlineData("8.1-3/8.1-2", "8.1-3~5.1/8.1-2", true)]
    public void The_number_of_a_volumes_root_alone_makes_nothing_one(string was, string now, bool isOne) => Assert.Equal(isOne, SeenObject.AreOne(was, now));

    [Theory]
    [InlineData("8.1-a~5.1/8.1-2~1.0", "8.1-a~5.1/8.1-3~1.0", true, true)]
    [InlineData("8.1-a~5.1", "9.1-a~5.1", false, true)]
    [InlineData("8.1-a", "9.1-a~5.1", false, true)]
    [InlineData("8.1-a~5.1", "9.1-a~6.1", false, false)]
    [InlineData("8.1-a~5.1", null, false, false)]
    public void A_folder_may_be_one_wherever_it_is_and_whatever_number_its_device_has(string was, string? now, bool isOne, bool mayBe)
    {
        Assert.Equal(isOne, SeenObject.AreOne(was, now));
        Assert.Equal(mayBe, SeenObject.MayBeOne(was, now));
    }
}
