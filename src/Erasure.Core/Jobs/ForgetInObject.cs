using System.Runtime.CompilerServices;
using Erasure.Core.Configuration;
using Erasure.Core.Lake;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Jobs;

/// <summary>Forgets: puts a successor without the matched rows in the object's place, if the object is still what was read.</summary>
internal sealed class ForgetInObject(JobSessions sessions, JobStore store, ILakeStores stores, ErasureConfiguration configuration) : ObjectActivity(sessions, store, stores)
{
    protected override JobObjectState From => JobObjectState.Found;

    protected override async Task<bool> RunAsync(ObjectWork work, CancellationToken cancellationToken)
    {
        await TableFormats.RefuseAsync(work.Objects, work.Key, cancellationToken);
        for (int attempt = configuration.Lake!.Job.ReplaceAttempts; attempt > 0; attempt--)
        {
            await using IOpenObject? open = await work.Objects.OpenAsync(work.Key, cancellationToken);
            if (open is null)
            {
                await SaveAsync(work, before => before.Underway is null ? Missing(work.Mapper, before) : Finish(before), cancellationToken);
                return true;
            }

            RewritePlan plan = await RowErasers.For(work.Mapper.Format, work.Key).PlanAsync(open, work.Predicate, cancellationToken);
            if (plan.IsNoop || await TryReplaceAsync(work, open, plan, cancellationToken))
            {
                // Nothing to erase after all: either the successor took its place just before a crash, or somebody else was faster.
                await SaveAsync(work, Finish, cancellationToken);
                return true;
            }

            await SaveAsync(work, before => before with { Underway = null }, cancellationToken);
        }

        return false;
    }

    private static JobObject Finish(JobObject before) => before with
    {
        State = JobObjectState.Erased,
        RowsSeen = before.RowsSeen == 0 ? before.Underway?.RowsBefore ?? 0 : before.RowsSeen,
        Erased = before.Underway is { } done ? before.Erased.Plus(done) : before.Erased,
        Underway = null,
    };

    private async Task<bool> TryReplaceAsync(ObjectWork work, IOpenObject open, RewritePlan plan, CancellationToken cancellationToken)
    {
        // An object whose very name tells who the person was is not kept as an empty shell.
        if (work.Item.SealedKey is not null && plan.Findings.RowsMatched == plan.Findings.Rows)
        {
            await BeginAsync(work, plan, 0, 0, cancellationToken);
            return await work.Objects.TryDeleteAsync(open, cancellationToken);
        }

        return await work.Objects.TryReplaceAsync(open, plan with { Segments = Counted(work, plan, cancellationToken) }, cancellationToken) is not null;
    }

    // What is about to happen is written down when the last byte is made and before the successor takes the object's place,
    // so that a crash in between costs the report nothing.
    private async IAsyncEnumerable<Segment> Counted(ObjectWork work, RewritePlan plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long copied = 0;
        long written = 0;
        await foreach (Segment segment in plan.Segments.WithCancellation(cancellationToken))
        {
            copied += segment is Segment.Copy ? segment.Length : 0;
            written += segment is Segment.Write ? segment.Length : 0;
            yield return segment;
        }

        await BeginAsync(work, plan, copied, written, cancellationToken);
    }

    private Task BeginAsync(ObjectWork work, RewritePlan plan, long copied, long written, CancellationToken cancellationToken) =>
        SaveAsync(
            work,
            before => before with { Underway = new ErasedPart(plan.Findings.Rows, plan.Findings.RowsMatched, copied, written), Problems = plan.Findings.Problems },
            cancellationToken);
}
