using Erasure.Core.Lake;
using Erasure.Parquet;
using Erasure.Parquet.Json;
using Erasure.Parquet.Text;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Lake;

public sealed class PartitionedPredicateTests
{
    private static readonly RowPredicate Predicate = new(
        [new SimpleMatch(["user_id"], [new SecretText("4711"), new SecretText("a/b")])],
        [Composite(("country", "DE"), ("name", "x")), Composite(("country", "FR"), ("name", "y")), Composite(("country", "FR"), ("day", "1"))]);

    [Theory]
    [InlineData("events/user_id=4711/a.parquet", true)]
    [InlineData("events/USER_ID=a%2Fb/day=1/a.parquet", true)]
    [InlineData("events/country=FR/day=1/a.parquet", true)]
    [InlineData("events/user_id=47110/a.parquet", false)]
    [InlineData("events/user_id=4711", false)]
    [InlineData("events/country=FR/day=2/a.parquet", false)]
    [InlineData("events/a.parquet", false)]
    public void An_object_whose_key_answers_with_a_match_is_the_persons(string key, bool takesAll) =>
        Assert.Equal(takesAll, PartitionedPredicate.Of(Predicate, key).TakesAll);

    [Theory]
    [InlineData(MatchRules.None, "u-1", "U-1", false)]
    [InlineData(MatchRules.IgnoreCase, "u-1", "U-1", true)]
    [InlineData(MatchRules.Trim, "ann", "%20ann%09", true)]
    [InlineData(MatchRules.Nfc, "José", "Jose%CC%81", true)]
    [InlineData(MatchRules.Email, "Ann@example.com", "Ann%40EXAMPLE.com", true)]
    [InlineData(MatchRules.EmailProvider, "ann.lee@gmail.com", "annlee+x@googlemail.com", true)]
    [InlineData(MatchRules.DigitsOnly, "+49 30 123", "4930-123", true)]
    [InlineData(MatchRules.Uuid, "00112233-4455-6677-8899-aabbccddeeff", "{00112233445566778899AABBCCDDEEFF}", true)]
    [InlineData(MatchRules.Hexadecimal, "0xAB12", "ab12", true)]
    [InlineData(MatchRules.IgnoreCase, "u-1", "__HIVE_DEFAULT_PARTITION__", false)]
    [InlineData(MatchRules.None, "__HIVE_DEFAULT_PARTITION__", "__HIVE_DEFAULT_PARTITION__", false)]
    [InlineData(MatchRules.IgnoreCase, "__hive_default_partition__", "__HIVE_DEFAULT_PARTITION__", false)]
    [InlineData(MatchRules.None, "__HIVE_DEFAULT_PARTITION__", "%5F%5FHIVE_DEFAULT_PARTITION__", false)]
    [InlineData(MatchRules.Trim, " ", "%20", false)]
    public void A_partition_is_compared_by_the_matchs_rules(MatchRules rules, string value, string partition, bool takesAll)
    {
        SecretText asked = new(value);
        RowPredicate simple = new([new SimpleMatch(["k"], [new("x"), asked]) { Rules = rules }, new SimpleMatch(["k"], [new("x")])], []);
        RowPredicate composite = new([], [new CompositeMatch([new ColumnValue("k", asked) { Rules = rules }]), new CompositeMatch([new("k", new("?")), new("n", new("1"))])]);
        RowPredicate partly = new([], [new CompositeMatch([new("k", asked) { Rules = rules }, new("n", new("1"))]) { AcrossElements = true }]);

        Assert.Equal(takesAll, PartitionedPredicate.Of(simple, $"e/k={partition}/a").TakesAll);
        Assert.Equal(takesAll, PartitionedPredicate.Of(composite, $"e/k={partition}/a").TakesAll);
        IReadOnlyList<CompositeMatch> left = PartitionedPredicate.Of(partly, $"e/k={partition}/a").Rows.Composite;
        Assert.Equal(takesAll ? ["n AcrossElements=True"] : [], left.Select(match => $"{match.Parts.Single().Column} AcrossElements={match.AcrossElements}"));
    }

    /// <summary>Hive, Spark and Athena encode what a path can't hold, Firehose writes values as they are.</summary>
    [Theory]
    [InlineData("2026-01-01 10:00", "2026-01-01 10:00", true, false)]
    [InlineData("2026-01-01 10%3A00", "2026-01-01 10:00", true, false)]
    [InlineData("a b", "a b", true, false)]
    [InlineData("100%", "100%", true, false)]
    [InlineData("a%2Bb", "a+b", true, false)]
    [InlineData("a%2Bb", "a%2Bb", false, true)]
    [InlineData("a%41b", "a%41b", true, false)]
    [InlineData("a%41b", "aAb", false, true)]
    [InlineData("a%41%2Fb", "aA/b", false, true)]
    [InlineData("a%2Bb", "a-z", false, false)]
    [InlineData("a%25b", "a%b", true, false)]
    public void A_value_that_can_be_read_in_two_ways_is_taken_in_the_likely_one_and_in_doubt_in_the_other(string written, string asked, bool takesAll, bool isAmbiguous)
    {
        RowPredicate simple = new([new SimpleMatch(["k"], [new(asked)])], []);
        RowPredicate composite = new([], [Composite(("k", asked), ("l", "1"))]);
        foreach (PartitionedPredicate by in new[] { PartitionedPredicate.Of(simple, $"e/k={written}/a"), PartitionedPredicate.Of(composite, $"e/l=1/k={written}/a") })
        {
            Assert.Equal((takesAll, isAmbiguous), (by.TakesAll, by.IsAmbiguous));
            Assert.Equal(!takesAll && !isAmbiguous, by.Contradicts("k", new SecretText(asked)));
        }
    }

    [Theory]
    [InlineData("e/user_id=A%2FB/a", true, 7)]
    [InlineData("e/user_id=A%2FB/a", false, 0)]
    [InlineData("e/user_id=other/a", true, 0)]
    public void A_dry_run_counts_the_rows_of_an_object_whose_key_nearly_answers(string key, bool isDryRun, int missed)
    {
        Findings findings = PartitionedPredicate.Of(Predicate with { CountNearMisses = isDryRun }, key).Restore(new Findings(9, 2, 0, []));

        Assert.Equal(missed, findings.Notices.Where(notice => notice.Code == NoticeCode.NearMisses).Sum(notice => notice.Count));
    }

    /// <summary>There may be a partition for every hour, and one for every person: none of them is kept in memory that asks nothing of its own.</summary>
    [Fact]
    public void Partitions_that_nobody_is_asked_for_by_are_one()
    {
        RowPredicate predicate = new([new SimpleMatch(["user_id"], [new("4711")])], []);
        Assert.Same(PartitionedPredicate.Of(predicate, "events/a.parquet"), PartitionedPredicate.Of(predicate, "events/dt=2026-10-30/hour=1/a.parquet"));
        Assert.Same(predicate, PartitionedPredicate.Of(predicate, "events/user_id=4712/a.parquet").Rows);
        Assert.NotSame(PartitionedPredicate.Of(predicate, "events/user_id=4712/a.parquet"), PartitionedPredicate.Of(predicate, "events/user_id=4712/a.parquet"));
        Assert.True(PartitionedPredicate.Of(predicate, "events/USER_ID=4711/a.parquet").TakesAll);
    }

    [Fact]
    public void Rows_are_asked_for_what_the_key_leaves_open()
    {
        PartitionedPredicate asked = PartitionedPredicate.Of(Predicate, "events/country=FR/a.parquet");

        Assert.Same(Predicate.Simple, asked.Rows.Simple);
        Assert.Equal(["name", "day"], asked.Rows.Composite.SelectMany(match => match.Parts).Select(part => part.Column));
        Assert.Same(asked.Rows, PartitionedPredicate.Of(Predicate, "events/country=FR/b.parquet").Rows);
        Assert.Same(Predicate, PartitionedPredicate.Of(Predicate, "events/a.parquet").Rows);
    }

    [Fact]
    public void Problems_are_those_of_the_whole_predicate_without_the_columns_that_the_key_has()
    {
        PartitionedPredicate asked = PartitionedPredicate.Of(Predicate, "events/country=FR/user_id=1/a.parquet");
        MatchProblem[] told = [Problem("user_id", 0), Problem("name", 2), Problem("day", 3)];

        Findings findings = asked.Restore(new Findings(1, 0, 0, told));

        Assert.Equal([Problem("name", 3), Problem("day", 4)], findings.Problems);
    }

    private static CompositeMatch Composite(params (string Column, string Value)[] parts) =>
        new([.. parts.Select(part => new ColumnValue(part.Column, new SecretText(part.Value)))]);

    /// <summary>By its spelling the key rules a composite out; a looser look would leave it to the rows.</summary>
    [Theory]
    [InlineData("land=DE/a.json", 1)]
    [InlineData("land=fr/a.json", 0)]
    public async Task A_dry_run_counts_the_rows_that_a_composite_misses_by_the_spelling_of_its_partition(string key, int missed)
    {
        RowPredicate predicate = new([], [Composite(("land", "de"), ("id", "u1"))]) { CountNearMisses = true };
        using TempFolder folder = new();
        await File.WriteAllTextAsync(folder["a.json"], "{\"id\":\"u1\"}\n{\"id\":\"u2\"}\n");
        using FileByteSource source = new(folder["a.json"]);
        Findings findings = await new JsonRowEraser(new TextEraserOptions()).FindAsync(source, PartitionedPredicate.Of(predicate, key).Rows, default);

        Assert.Equal(0, findings.RowsMatched);
        Assert.Equal(missed, findings.Notices.Where(notice => notice.Code == NoticeCode.NearMisses).Sum(notice => notice.Count));
    }

    private static MatchProblem Problem(string column, long ordinal) => new(MatchProblemCode.ColumnNotFound, column, "", ordinal);
}
