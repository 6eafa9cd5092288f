using System.Buffers;
using Erasure.Core.Objects;
using Erasure.Parquet;
using Microsoft.Win32.SafeHandles;

namespace Erasure.Embedded.Objects;

/// <summary>Writes a plan's segments into a file, in order and in bounded memory.</summary>
internal static class PlanExecution
{
    private const int CopyLength = 1 << 20;

    public static async Task WriteAsync(IOpenObject source, RewritePlan plan, SafeFileHandle target, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CopyLength);
        try
        {
            long at = 0;
            await foreach (Segment segment in plan.Segments.WithCancellation(cancellationToken))
            {
                switch (segment)
                {
                    case Segment.Write write:
                        RandomAccess.Write(target, write.Bytes.Span, at);
                        break;
                    case Segment.Copy copy:
                        await CopyAsync(source, copy, target, at, buffer, cancellationToken);
                        break;
                }

                at += segment.Length;
            }
        }
        finally
        {
            // It held a person's bytes, and goes back to a pool.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static async Task CopyAsync(IOpenObject source, Segment.Copy copy, SafeFileHandle target, long at, byte[] buffer, CancellationToken cancellationToken)
    {
        for (long done = 0; done < copy.Count;)
        {
            Memory<byte> piece = buffer.AsMemory(0, (int)Math.Min(CopyLength, copy.Count - done));
            await source.ReadAsync(copy.Offset + done, piece, cancellationToken);
            RandomAccess.Write(target, piece.Span, at + done);
            done += piece.Length;
        }
    }
}
