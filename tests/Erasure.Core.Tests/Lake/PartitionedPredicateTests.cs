using Erasure.Core.Lake;
using Erasure.Parquet;

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

    private static MatchProblem Problem(string column, long ordinal) => new(MatchProblemCode.ColumnNotFound, column, "", ordinal);
}
