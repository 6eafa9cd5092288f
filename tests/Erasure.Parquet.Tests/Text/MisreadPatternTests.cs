using System.Text;
using System.Text.RegularExpressions;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Tests.Text;

/// <summary>Finders that only know a pattern leave nobody out whom a reader would owe, and read no lake to the end for the letters of its language.</summary>
public sealed class MisreadPatternTests
{
    private static readonly string[] Names =
    [
        "Müller", "Grüße aus Köln", "josé@example.org", "J. Kőrösi", "Grażyna", "Żółć Łódź", "Lukáš Růžička", "Đặng Nguyễn", "Çağrı Şükrü", "Guðmundsdóttir", "Ørsted", "João Conceição",
        "Юрий", "Віктор Дідух", "Сергей Ёлкин", "Ελένη Παπαδόπουλος", "שרה", "محمد", "李小龍", "山田", "😀",
    ];

    private static readonly Regex Pattern = new(MisreadPattern.Of("utf-8"), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));

    [Fact]
    public void Whatever_is_undone_is_found()
    {
        Misreadings misreadings = new("utf-8");
        foreach (string name in Names)
        {
            string[] once = [.. Misreadings.Sets.Select(set => set.TextOf(Encoding.UTF8.GetBytes(name))).OfType<string>()];
            string[] twice = [.. once.SelectMany(text => Misreadings.Sets.Select(set => set.TextOf(Encoding.UTF8.GetBytes(text))).OfType<string>())];
            Assert.NotEmpty(once);
            Assert.All(once.Concat(twice), text =>
            {
                Assert.Contains(name, misreadings.Of(text));
                Assert.Matches(Pattern, text);
            });
        }
    }

    [Fact]
    public void What_is_read_rightly_is_not()
    {
        Assert.All(Names, name => Assert.DoesNotMatch(Pattern, name));
        Assert.DoesNotMatch(Pattern, "jane");
    }

    [Theory]
    [InlineData("utf-8", "M\uFFFDller", true)]
    [InlineData("UTF8", "M\uFFFDller", true)]
    [InlineData("iso-8859-1", "£ukasz", true)]
    [InlineData("utf-16le", "Müller", true)]
    [InlineData("iso-8859-1", "mueller", false)]
    public void Text_that_is_none_is_found_and_all_beyond_Ascii_where_each_set_may_be_meant(string charset, string text, bool isFound) =>
        Assert.Equal(isFound, Regex.IsMatch(text, MisreadPattern.Of(charset), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10)));
}
