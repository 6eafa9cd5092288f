using System.Diagnostics.Metrics;
using Erasure.Core.Telemetry;

namespace Erasure.Core.Deletion.Jobs;

/// <summary>What deletion jobs count.</summary>
internal static class JobMeter
{
    private static readonly Counter<long> Jobs = ErasureMeter.Meter.CreateCounter<long>("erasure.jobs.ended", "{job}", "Deletion jobs that ended, by state and whether they were dry runs.");
    private static readonly Counter<long> Objects = ErasureMeter.Meter.CreateCounter<long>("erasure.lake.objects", "{object}", "Objects of ended jobs, dry runs left out, by what became of them.");
    private static readonly Counter<long> Rows = ErasureMeter.Meter.CreateCounter<long>("erasure.lake.rows", "{row}", "Rows that ended jobs erased.");
    private static readonly Counter<long> Bytes = ErasureMeter.Meter.CreateCounter<long>("erasure.lake.bytes", "By", "Bytes that ended jobs scanned, copied in place and wrote.");
    private static readonly Counter<long> Opinions = ErasureMeter.Meter.CreateCounter<long>("erasure.lake.second_opinions", "{object}", "Rewritten objects that a second library was asked about, by outcome.");

    public static void SecondOpinion(string outcome) => Opinions.Add(1, ErasureMeter.Tag("outcome", outcome));

    public static void Ended(DeletionJob job)
    {
        Jobs.Add(1, ErasureMeter.Tag("state", job.State.ToString()), new("dry_run", job.IsDryRun));
        if (job is not { IsDryRun: false, Totals: { } totals })
        {
            return;
        }

        Objects.Add(totals.Objects, ErasureMeter.Tag("outcome", "searched"));
        Objects.Add(totals.ObjectsErased, ErasureMeter.Tag("outcome", "erased"));
        Objects.Add(totals.ObjectsFailed, ErasureMeter.Tag("outcome", "failed"));
        Objects.Add(totals.ObjectsWithheld, ErasureMeter.Tag("outcome", "withheld"));
        Rows.Add(totals.RowsErased);
        Bytes.Add(totals.BytesScanned, ErasureMeter.Tag("how", "scanned"));
        Bytes.Add(totals.BytesCopied, ErasureMeter.Tag("how", "copied"));
        Bytes.Add(totals.BytesWritten, ErasureMeter.Tag("how", "written"));
    }
}
