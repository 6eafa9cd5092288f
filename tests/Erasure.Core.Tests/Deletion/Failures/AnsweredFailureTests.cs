using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Tests.Erasures;

namespace Erasure.Core.Tests.Deletion.Failures;

/// <summary>Which version of an object somebody has answered for.</summary>
public sealed class AnsweredFailureTests
{
    [Theory]
    [InlineData("v1", 2, true, true)]
    [InlineData("v2", -1, true, true)]
    [InlineData("v2", 1, true, false)]
    [InlineData("v2", null, true, false)]
    [InlineData("v1", 2, false, true)]
    [InlineData("v2", -1, false, false)]
    public void What_was_dealt_with_is_the_version_that_was_seen_or_a_file_that_was_written_before(string version, int? minutesLater, bool isFile, bool isAnswered)
    {
        DateTimeOffset at = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
        ObjectFailure failure = new()
        {
            Id = "1", Mapper = "clicks", Object = "clicks/bad.jsonl", Code = "malformed-text", JobId = "1", FirstSeen = at, LastSeen = at,
            Accepted = ErasureHost.Decision(), AcceptedAt = at, AcceptedAs = AcceptanceMeaning.DealtWith, AcceptedVersion = "v1",
        };
        JobObject item = new()
        {
            Id = "1", Mapper = "clicks", Name = "clicks/bad.jsonl", State = JobObjectState.Failed,
            File = isFile ? "1" : null,
            PlannedVersion = version, PlannedVersionAt = minutesLater is { } minutes ? at.AddMinutes(minutes) : null,
        };

        Assert.Equal(isAnswered, failure.IsAnsweredIn(item));
        Assert.False(failure.IsAnsweredIn(item with { FailedInAnother = true }));
    }
}
