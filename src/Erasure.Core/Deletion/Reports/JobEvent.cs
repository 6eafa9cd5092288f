using Erasure.Core.Deletion.Objects;

namespace Erasure.Core.Deletion.Reports;

/// <summary>Something that happened in a job.</summary>
/// <param name="At">When.</param>
/// <param name="Name">What, such as <c>FindPhaseStarted</c>.</param>
/// <param name="Round">0 for the erasure itself, 1 and more for the rounds of finding again.</param>
/// <param name="Count">How many objects it concerned; of <c>MatchesGathered</c>, <c>CleanupCompleted</c> and <c>CleanupSkipped</c> how many matches.</param>
public sealed record JobEvent(DateTimeOffset At, string Name, int Round, long Count)
{
    /// <summary>The mapper it concerned, where it was one.</summary>
    public string? Mapper { get; init; }

    /// <summary>The object it concerned, where it was one: its key, or a pseudonym.</summary>
    public string? Object { get; init; }

    /// <summary>Rows of the object that were erased; null where they couldn't be counted.</summary>
    public long? Rows { get; init; }

    /// <summary>Why, as a code.</summary>
    public string? Code { get; init; }

    /// <summary>What was noticed of the object; null where nothing was.</summary>
    public IReadOnlyList<JobNotice>? Notices { get; init; }
}
