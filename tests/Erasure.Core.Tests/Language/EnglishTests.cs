using Erasure.Core.Language;

namespace Erasure.Core.Tests.Language;

public sealed class EnglishTests
{
    [Theory]
    [InlineData(0, "0 objects")]
    [InlineData(1, "1 object")]
    [InlineData(2048, "2,048 objects")]
    public void One_is_one_and_others_are_many(long count, string words) => Assert.Equal(words, English.Count(count, "object"));

    [Fact]
    public void Sentences_have_an_end_and_a_space_between_them() =>
        Assert.Equal("Nothing was found. Next? Look: there!", English.Sentences("Nothing was found", null, " Next? ", "", "Look:", "there!"));
}
