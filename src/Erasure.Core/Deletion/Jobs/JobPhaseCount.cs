using Erasure.Core.Deletion.Objects;

namespace Erasure.Core.Deletion.Jobs;

/// <summary>The phase that a job is in, counted once when it begins, and then batch by batch: so that how far it is is known without looking at all of its objects.</summary>
/// <param name="Round">The round.</param>
/// <param name="From">The state that the phase begins from.</param>
internal sealed record JobPhaseCount(int Round, JobObjectState From)
{
    /// <summary>Objects that the phase began with, and their bytes.</summary>
    public PhasePart All { get; init; } = PhasePart.Nothing;

    /// <summary>What it is done with; of batches that are over.</summary>
    public PhasePart Done { get; init; } = PhasePart.Nothing;

    /// <summary>Objects in which matches were found, those of before counted.</summary>
    public long Found { get; init; }

    /// <summary>Objects that failed, those of before counted.</summary>
    public long Failed { get; init; }

    /// <summary>Batches that may not be over, oldest first.</summary>
    public IReadOnlyList<OpenBatch> Open { get; init; } = [];

    /// <summary>How far it was at some moments, oldest first.</summary>
    public IReadOnlyList<PhasePoint> Points { get; init; } = [];

    /// <summary>The same phase of the same round.</summary>
    public bool Is(int round, JobObjectState from) => Round == round && From == from;

    /// <summary>With objects of it that may be done.</summary>
    public JobPhaseCount Plus(IReadOnlyCollection<JobObject> items)
    {
        List<JobObject> done = [.. items.Where(item => item.State != From)];
        return this with
        {
            Done = new PhasePart(Done.Objects + done.Count, Done.Bytes + done.Sum(item => item.Length)),
            Failed = Failed + done.Count(item => item.State == JobObjectState.Failed),

            // What a later phase begins with was found before it.
            Found = Found + (From == JobObjectState.Planned ? done.Count(item => item.FoundInRound is not null) : 0),
        };
    }
}

/// <summary>Some objects of a phase.</summary>
/// <param name="Objects">How many.</param>
/// <param name="Bytes">Their bytes.</param>
internal sealed record PhasePart(long Objects, long Bytes)
{
    public static PhasePart Nothing { get; } = new(0, 0);
}

/// <summary>Objects that are at work together.</summary>
/// <param name="After">The last object before them, which tells batches of a phase apart; null for the first batch.</param>
/// <param name="Ids">Their ids.</param>
internal sealed record OpenBatch(string? After, IReadOnlyList<string> Ids);

/// <summary>How far a phase was at a moment.</summary>
/// <param name="At">The moment.</param>
/// <param name="Done">What it was done with.</param>
internal sealed record PhasePoint(DateTimeOffset At, PhasePart Done);
