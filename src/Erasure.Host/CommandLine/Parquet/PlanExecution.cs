using System.Buffers;
using Erasure.Parquet;

namespace Erasure.Host.CommandLine.Parquet;

/// <summary>Carries a plan out into a new file, which only appears under its name when it is whole.</summary>
internal static class PlanExecution
{
    private const int BufferBytes = 1 << 20;

    /// <param name="source">What the plan was made from.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="target">The file to make; null only counts.</param>
    /// <param name="cancellationToken">Stops it; the target is not made then.</param>
    public static async Task<PlanSummary> RunAsync(IByteSource source, RewritePlan plan, string? target, CancellationToken cancellationToken)
    {
        if (target is null)
        {
            return await WriteAsync(source, plan, Stream.Null, cancellationToken);
        }

        if (File.Exists(target))
        {
            throw new RefusalException($"{target} exists: name a file that doesn't.");
        }

        string partial = $"{target}.{Guid.NewGuid():N}.partial";
        try
        {
            PlanSummary summary;
            await using (FileStream output = new(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                summary = await WriteAsync(source, plan, output, cancellationToken);
                output.Flush(flushToDisk: true);
            }

            File.Move(partial, target);
            return summary;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static async Task<PlanSummary> WriteAsync(IByteSource source, RewritePlan plan, Stream output, CancellationToken cancellationToken)
    {
        PlanSummary summary = default;
        await foreach (Segment segment in plan.Segments.WithCancellation(cancellationToken))
        {
            switch (segment)
            {
                case Segment.Copy copy:
                    await CopyAsync(source, copy, output, cancellationToken);
                    summary = summary with { BytesCopied = summary.BytesCopied + copy.Count, Copies = summary.Copies + 1 };
                    break;
                case Segment.Write write:
                    await output.WriteAsync(write.Bytes, cancellationToken);
                    summary = summary with { BytesWritten = summary.BytesWritten + write.Length };
                    break;
            }
        }

        return summary;
    }

    private static async Task CopyAsync(IByteSource source, Segment.Copy copy, Stream output, CancellationToken cancellationToken)
    {
        if (output == Stream.Null)
        {
            return;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (long done = 0; done < copy.Count;)
            {
                Memory<byte> chunk = buffer.AsMemory(0, (int)Math.Min(buffer.Length, copy.Count - done));
                await source.ReadAsync(copy.Offset + done, chunk, cancellationToken);
                await output.WriteAsync(chunk, cancellationToken);
                done += chunk.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
