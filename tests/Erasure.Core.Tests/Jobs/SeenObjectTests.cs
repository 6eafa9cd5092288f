using Erasure.Core.Jobs;

namespace Erasure.Core.Tests.Jobs;

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
