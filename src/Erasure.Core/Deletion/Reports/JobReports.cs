using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Lake;

namespace Erasure.Core.Deletion.Reports;

/// <summary>Makes reports of jobs.</summary>
internal sealed class JobReports(JobStore store, LakeConfiguration? lake = null)
{
    private static readonly string[] Phases = ["Find", "Forget", "Verify"];

    public async Task<JobReport> OfAsync(DeletionJob job, CancellationToken cancellationToken)
    {
        IReadOnlyList<JobMapper> mappers = await store.MappersAsync(job.Id, cancellationToken);
        return new JobReport(
            job,
            [.. mappers.Select(JobMapperReport.Of)],
            await DurationsAsync(job.Id, cancellationToken),
            lake?.Prices is { } prices && job.Totals is { } totals ? CostOf(totals, job.IsDryRun, prices) : null);
    }

    private async Task<Dictionary<string, TimeSpan>> DurationsAsync(string jobId, CancellationToken cancellationToken)
    {
        Dictionary<string, TimeSpan> durations = [];
        Dictionary<string, DateTimeOffset> begun = [];
        await foreach ((_, JobEvent happening) in store.EventsAsync(jobId, null, cancellationToken))
        {
            foreach (string phase in Phases)
            {
                if (happening.Name == $"{phase}PhaseStarted")
                {
                    begun[phase] = happening.At;
                }
                else if ((happening.Name == $"{phase}PhaseEnded" || (happening.Name == "Verified" && phase == "Verify")) && begun.Remove(phase, out DateTimeOffset start))
                {
                    durations[phase] = durations.GetValueOrDefault(phase) + (happening.At - start);
                }
            }
        }

        return durations;
    }

    // Each object is listed and read when it is searched; one that is erased is read, written and read again.
    private static JobCost CostOf(JobTotals totals, bool isDryRun, PriceConfiguration prices)
    {
        long touched = totals.ObjectsErased;
        double written = isDryRun ? totals.BytesCopied : totals.BytesWritten;
        double amount = (prices.ThousandReads * (totals.Objects + (3 * touched)) / 1e3)
            + (prices.ThousandWrites * touched / 1e3)
            + (prices.ReadGigabyte * (totals.BytesScanned - totals.QueryBytesScanned) / 1e9)
            + (prices.QueriedTerabyte * totals.QueryBytesScanned / 1e12)
            + (prices.WrittenGigabyte * written / 1e9);
        return new JobCost(prices.Currency, decimal.Round((decimal)amount, 4));
    }
}
