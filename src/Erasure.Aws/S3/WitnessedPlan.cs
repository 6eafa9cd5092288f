using System.Runtime.CompilerServices;
using Erasure.Parquet;

namespace Erasure.Aws.S3;

/// <summary>A plan that is carried out while what comes of it is kept for its check.</summary>
internal sealed class WitnessedPlan(RewritePlan plan, S3OpenObject source, long memory) : IDisposable
{
    private readonly SuccessorLedger ledger = new(inPlace: false);
    private readonly WrittenSpool spool = new(memory);

    /// <summary>Bytes of the source that the plan was made for.</summary>
    public long SourceLength => plan.SourceLength;

    /// <summary>The plan's segments.</summary>
    public async IAsyncEnumerable<Segment> SegmentsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (Segment segment in plan.Segments.WithCancellation(cancellationToken))
        {
            ledger.Add(segment);
            if (plan.Check is not null && segment is Segment.Write write)
            {
                spool.Append(write.Bytes.Span);
            }

            yield return segment;
        }
    }

    /// <summary>Returns where the successor may take the source's place: once every segment was asked for, and before anything is put there.</summary>
    /// <exception cref="RefusedException">It may not.</exception>
    /// <exception cref="SourceChangedException">The source has changed.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (plan.Check is { } check)
        {
            IByteSource original = source.ForCheck();
            await check.CheckAsync(original, ledger.Close(original, spool), cancellationToken);
        }
    }

    public void Dispose() => spool.Dispose();
}
