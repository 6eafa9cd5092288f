using System.ComponentModel;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Settings;

namespace Erasure.Api.Jobs;

/// <summary>How far a running job is.</summary>
[Description("How far a running deletion job is: the objects of the phase that it is in, counted exactly. How many the next phase has is known when this one ends.")]
internal sealed record JobProgressBody
{
    [Description("Plan, Query, Find, Forget or Verify: what it is at.")]
    public required JobPhase Phase { get; init; }

    [Description("0 for the erasure itself, 1 and more for the rounds of finding again.")]
    public required int Round { get; init; }

    [Description("Objects of the phase; while it plans, those listed so far.")]
    public required long Objects { get; init; }

    [Description("Of these, objects that the phase is done with, those that failed counted.")]
    public required long ObjectsDone { get; init; }

    [Description("Objects in which the job has found matches so far.")]
    public required long ObjectsFound { get; init; }

    [Description("Objects at which the job fails so far.")]
    public required long ObjectsFailed { get; init; }

    [Description("Bytes of the phase's objects.")]
    public required long Bytes { get; init; }

    [Description("Of these, bytes of the objects that the phase is done with.")]
    public required long BytesDone { get; init; }

    [Description("Objects done in a second, over the last five minutes; absent where that isn't known.")]
    public double? ObjectsPerSecond { get; init; }

    [Description("Bytes of objects done in a second, over the last five minutes; absent where that isn't known.")]
    public double? BytesPerSecond { get; init; }

    [Description("How long the rest of the phase takes at that rate, as an ISO 8601 duration; absent where that isn't known.")]
    public string? TimeLeft { get; init; }

    public static JobProgressBody Of(JobProgress progress) => new()
    {
        Phase = progress.Phase,
        Round = progress.Round,
        Objects = progress.Objects,
        ObjectsDone = progress.ObjectsDone,
        ObjectsFound = progress.ObjectsFound,
        ObjectsFailed = progress.ObjectsFailed,
        Bytes = progress.Bytes,
        BytesDone = progress.BytesDone,
        ObjectsPerSecond = Rounded(progress.ObjectsPerSecond),
        BytesPerSecond = Rounded(progress.BytesPerSecond),
        TimeLeft = progress.TimeLeft is { } left ? IsoDuration.Format(left) : null,
    };

    private static double? Rounded(double? rate) => rate is { } known ? Math.Round(known, 3) : null;
}
