using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;

namespace Erasure.Core.Tests.Lake;

public sealed class PathPatternsTests
{
    private static readonly DataMapper Mapper = JobWorld.Mapper("m", DataFormat.Csv, columns: ["id"]);

    [Theory]
    [InlineData("*.csv", "a.csv", true)]
    [InlineData("*.csv", "b/a.csv", false)]
    [InlineData("*.csv", "a.csv.gz", false)]
    [InlineData("**/*.csv", "a.csv", true)]
    [InlineData("**/*.csv", "b/c/a.csv", true)]
    [InlineData("**/*.csv", "b//a.csv", true)]
    [InlineData("b/**", "b/c/a.csv", true)]
    [InlineData("b/**", "b/a", true)]
    [InlineData("b/**", "b", false)]
    [InlineData("b/**", "b2/a", false)]
    [InlineData("b/**/c/*", "b/c/x", true)]
    [InlineData("b/**/c/*", "b/d/e/c/x", true)]
    [InlineData("b/**/c/*", "b/d/x", false)]
    [InlineData("part-*-*.csv", "part-1-2.csv", true)]
    [InlineData("part-*-*.csv", "part-1.csv", false)]
    [InlineData("a.csv", "a-csv", false)]
    [InlineData("a(1)+.csv", "a(1)+.csv", true)]
    [InlineData("A.csv", "a.csv", false)]
    [InlineData("**", "b/c/d", true)]
    [InlineData("*", "line\nend", true)]
    public void A_star_stays_within_a_part_and_two_stand_for_any(string pattern, string path, bool fits)
    {
        Assert.Equal(fits ? new PassedBy("excluded", pattern) : null, PathPatterns.Of(Mapper with { Exclude = [pattern] }).PassBy("/" + path, isObstacle: false));
        Assert.Equal(fits ? null : new PassedBy("not-included", ""), PathPatterns.Of(Mapper with { Include = [pattern] }).PassBy("/" + path, isObstacle: false));
    }

    [Theory]
    [InlineData("_tmp/a.csv", "_tmp")]
    [InlineData("day=1/_SUCCESS", "day=*/_SUCCESS")]
    [InlineData("user=u-1/day=2/.hidden/x/_y", "user=*/day=*/.hidden")]
    [InlineData("a/./b.json", "a/.")]
    [InlineData("..x.json", "..x.json")]
    public void What_begins_with_a_point_or_an_underscore_is_named_without_values_of_partitions(string path, string place) =>
        Assert.Equal(new PassedBy("hidden", place), PathPatterns.Of(Mapper with { Include = ["*"], Exclude = ["*"] }).PassBy(path, isObstacle: false));

    [Theory]
    [InlineData("_user_id=A/a.csv")]
    [InlineData("day=1/_hour=2/a.csv")]
    [InlineData("a/_b=c.csv")]
    public void An_underscore_hides_no_partition(string path) => Assert.Null(PathPatterns.Of(Mapper).PassBy(path, isObstacle: false));

    [Theory]
    [InlineData("secret/**", "secret/", true)]
    [InlineData("**", "secret/", true)]
    [InlineData("*/**", "secret/", true)]
    [InlineData("secret/**", "secret/deep/", true)]
    [InlineData("secret", "secret/", false)]
    [InlineData("secret/*", "secret/", false)]
    [InlineData("**/*.csv", "secret/", false)]
    [InlineData("secret/deep/**", "secret/", false)]
    [InlineData("latest", "latest", false)]
    [InlineData("*.bak", "x.bak", false)]
    [InlineData("**/*.bak", "a/x.bak", false)]
    [InlineData("*.bak/**", "x.bak", true)]
    [InlineData("latest/**", "latest", true)]
    [InlineData("**", "latest", true)]
    [InlineData("latest/*", "latest", false)]
    [InlineData("old/**", "latest", false)]
    public void A_folder_that_cannot_be_looked_into_is_excluded_with_all_that_it_may_hold_or_not_at_all(string pattern, string path, bool isExcluded)
    {
        Assert.Equal(isExcluded, PathPatterns.Of(Mapper with { Exclude = [pattern] }).PassBy(path, isObstacle: true) is not null);
        Assert.Null(PathPatterns.Of(Mapper with { Include = ["other"] }).PassBy(path, isObstacle: true));
    }
}
