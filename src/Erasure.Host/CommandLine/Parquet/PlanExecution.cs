using Erasure.Embedded.Files;
using Erasure.Parquet;

namespace Erasure.Host.CommandLine.Parquet;

/// <summary>Carries a plan out into a new file, which only appears under its name when it is whole.</summary>
internal static class PlanExecution
{
    /// <param name="source">What the plan was made from.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="target">The file to make; null only counts.</param>
    /// <param name="cancellationToken">Stops it; the target is not made then.</param>
    public static async Task<PlanTotals> RunAsync(IByteSource source, RewritePlan plan, string? target, CancellationToken cancellationToken)
    {
        if (target is null)
        {
            return await CountAsync(plan, cancellationToken);
        }

        using UnfinishedFile unfinished = UnfinishedFile.Create(target, isPrivate: false);
        PlanTotals totals = await FilePlanWriter.WriteAsync(source, plan, unfinished.Handle, cancellationToken);
        unfinished.Finish();
        return totals;
    }

    /// <summary>Refuses a target that is there, in a dry run too: it tells what a run would do.</summary>
    /// <exception cref="RefusalException">It is there.</exception>
    public static void ExpectNone(string target)
    {
        if (Path.Exists(target))
        {
            throw new RefusalException(RefusalException.Exists, $"{target} exists: name a file that doesn't.");
        }
    }

    private static async Task<PlanTotals> CountAsync(RewritePlan plan, CancellationToken cancellationToken)
    {
        PlanTotals totals = default;
        await foreach (Segment segment in plan.Segments.WithCancellation(cancellationToken))
        {
            totals = segment is Segment.Copy
                ? totals with { BytesCopied = totals.BytesCopied + segment.Length, Copies = totals.Copies + 1 }
                : totals with { BytesWritten = totals.BytesWritten + segment.Length };
        }

        return totals;
    }
}
