using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Telemetry;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Deletion.Queue;

/// <summary>A job that ended is measured once, by what its report says.</summary>
[Collection(MetricCapture.Alone)]
public sealed class JobMetricTests : IDisposable
{
    private static readonly DataMapper Clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]) with { MayBeEmpty = true };

    private readonly TempFolder folder = new();

    public JobMetricTests()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", """{"by":"u-1"}""" + "\n" + """{"by":"u-2"}""" + "\n");
        JobWorld.Write(folder.Path, "clicks/clean.jsonl", """{"by":"u-2"}""" + "\n");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_job_counts_its_objects_rows_and_bytes()
    {
        using MetricCapture metrics = new(ErasureMeter.Name);
        await using JobWorld world = await StartAsync();

        DeletionJob job = await world.RunJobAsync();

        Assert.Equal([("state=Completed dry_run=False", 1)], Sorted(metrics, "erasure.jobs.ended"));
        Assert.Equal([("outcome=erased", 1), ("outcome=failed", 0), ("outcome=searched", 2), ("outcome=withheld", 0)], Sorted(metrics, "erasure.lake.objects"));
        Assert.Equal([("", 1)], Sorted(metrics, "erasure.lake.rows"));
        Assert.Equal(
            [("how=copied", job.Totals!.BytesCopied), ("how=scanned", job.Totals.BytesScanned), ("how=written", job.Totals.BytesWritten)],
            Sorted(metrics, "erasure.lake.bytes"));
        Assert.True(job.Totals.BytesScanned > 0);
    }

    [Fact]
    public async Task A_dry_run_counts_as_a_job_and_as_nothing_else()
    {
        using MetricCapture metrics = new(ErasureMeter.Name);
        await using JobWorld world = await StartAsync();

        await world.RunJobAsync(isDryRun: true);

        Assert.Equal([("state=Completed dry_run=True", 1)], Sorted(metrics, "erasure.jobs.ended"));
        Assert.Empty(metrics.SumsOf("erasure.lake.objects"));
        Assert.Empty(metrics.SumsOf("erasure.lake.rows"));
        Assert.Empty(metrics.SumsOf("erasure.lake.bytes"));
    }

    private static (string Tags, double Sum)[] Sorted(MetricCapture metrics, string instrument) =>
        [.. metrics.SumsOf(instrument).Select(sum => (sum.Key, sum.Value)).OrderBy(sum => sum.Key, StringComparer.Ordinal)];

    // The match waits longer than the job takes, so that no other one starts for it.
    private async Task<JobWorld> StartAsync()
    {
        JobWorld world = await JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, new JobConfiguration { Gather = TimeSpan.FromHours(2) }, Clicks));
        await world.AddAsync(QueueWorld.Simple("u-1"));
        return world;
    }
}

/// <summary>Tests that see every measurement of the process.</summary>
[CollectionDefinition(MetricCapture.Alone, DisableParallelization = true)]
public sealed class MetricTests;
