using System.Buffers;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;

namespace Erasure.Parquet;

/// <summary>Carries a plan out into a file, in bounded memory. Ranges of the source are copied while the next new bytes are made.</summary>
public static partial class FilePlanWriter
{
    private const int BufferLength = 1 << 20;

    /// <summary>Copies that may wait for the one under way. With more, searching ahead would only take the processor from it.</summary>
    private const int MostWaiting = 4;

    /// <summary>Writes the successor into <paramref name="target"/>, an empty file. Nothing is flushed to disk.</summary>
    /// <exception cref="RefusedException">The plan can't be carried out correctly; the file is to be thrown away.</exception>
    /// <exception cref="IOException">The source can't be read or the file not written; likewise.</exception>
    public static async Task<PlanTotals> WriteAsync(IByteSource source, RewritePlan plan, SafeFileHandle target, CancellationToken cancellationToken)
    {
        using CancellationTokenSource abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var copies = Channel.CreateBounded<(Segment.Copy Copy, long At)>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, SingleWriter = true });
        Task copying = Task.Run(() => CopyAllAsync(source, copies, target, abandoned.Token), CancellationToken.None);
        var totals = default(PlanTotals);
        try
        {
            long at = 0;
            await foreach (Segment segment in plan.Segments.WithCancellation(cancellationToken))
            {
                switch (segment)
                {
                    case Segment.Write write:
                        RandomAccess.Write(target, write.Bytes.Span, at);
                        totals = totals with { BytesWritten = totals.BytesWritten + write.Length };
                        break;
                    case Segment.Copy copy:
                        await copies.Writer.WriteAsync((copy, at), cancellationToken);
                        totals = totals with { BytesCopied = totals.BytesCopied + copy.Length, Copies = totals.Copies + 1 };
                        break;
                }

                at += segment.Length;
            }
        }
        catch (ChannelClosedException)
        {
            // the copying failed, and says why below
        }
        catch
        {
            await abandoned.CancelAsync();
            throw;
        }
        finally
        {
            copies.Writer.TryComplete();
            await ((Task)copying.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default));
        }

        await copying;
        return totals;
    }

    private static async Task CopyAllAsync(IByteSource source, Channel<(Segment.Copy Copy, long At)> copies, SafeFileHandle target, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            await foreach ((Segment.Copy copy, long at) in copies.Reader.ReadAllAsync(cancellationToken))
            {
                long done = source is IFileByteSource file && OperatingSystem.IsLinux() ? CopyBySystem(file.Handle, copy, target, at, cancellationToken) : 0;
                while (done < copy.Count)
                {
                    Memory<byte> piece = buffer.AsMemory(0, (int)Math.Min(BufferLength, copy.Count - done));
                    await source.ReadAsync(copy.Offset + done, piece, cancellationToken);
                    RandomAccess.Write(target, piece.Span, at + done);
                    done += piece.Length;
                }
            }
        }
        catch
        {
            copies.Writer.TryComplete();
            throw;
        }
        finally
        {
            // It held a person's bytes, and goes back to a pool.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <returns>How many bytes the system copied; fewer than asked for where it can't between these files.</returns>
    private static long CopyBySystem(SafeFileHandle source, Segment.Copy copy, SafeFileHandle target, long at, CancellationToken cancellationToken)
    {
        long from = copy.Offset;
        long to = at;
        while (from < copy.Offset + copy.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (CopyFileRange(source, ref from, target, ref to, (nuint)Math.Min(64 << 20, copy.Offset + copy.Count - from), 0) <= 0)
            {
                break;
            }
        }

        return from - copy.Offset;
    }

    [LibraryImport("libc", EntryPoint = "copy_file_range", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint CopyFileRange(SafeFileHandle source, ref long sourceOffset, SafeFileHandle target, ref long targetOffset, nuint length, uint flags);
}

/// <summary>What a plan did.</summary>
/// <param name="BytesCopied">Bytes taken over from the source.</param>
/// <param name="Copies">Ranges that they came in.</param>
/// <param name="BytesWritten">Bytes made anew.</param>
public readonly record struct PlanTotals(long BytesCopied, int Copies, long BytesWritten);
