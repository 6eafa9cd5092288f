using Erasure.Parquet;

namespace Erasure.Host.CommandLine.Parquet;

/// <summary>Carries a plan out into a new file, which only appears under its name when it is whole.</summary>
internal static class PlanExecution
{
    private const string Suffix = ".partial";

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

        if (File.Exists(target))
        {
            throw new RefusalException($"{target} exists: name a file that doesn't.");
        }

        Sweep(target);
        string partial = $"{target}.{Guid.NewGuid():N}{Suffix}";
        try
        {
            PlanTotals totals;
            await using (FileStream output = new(partial, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0))
            {
                totals = await FilePlanWriter.WriteAsync(source, plan, output.SafeFileHandle, cancellationToken);
                RandomAccess.FlushToDisk(output.SafeFileHandle);
            }

            File.Move(partial, target);
            return totals;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Removes what runs that were killed left of the same target. One that still writes holds a lock.</summary>
    private static void Sweep(string target)
    {
        string folder = Path.GetDirectoryName(target)!;
        string start = $"{target}.";
        foreach (string left in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, $"*{Suffix}") : [])
        {
            if (!left.StartsWith(start, StringComparison.Ordinal) || !Guid.TryParseExact(left[start.Length..^Suffix.Length], "N", out _))
            {
                continue;
            }

            try
            {
                using (new FileStream(left, FileMode.Open, FileAccess.Write, FileShare.None))
                {
                    File.Delete(left);
                }
            }
            catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
            {
                // Another run's, or another user's.
            }
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
