using System.Buffers;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;

namespace Erasure.Parquet;

/// <summary>Carries a plan out into a file, in bounded memory. Ranges of the source are copied while the next new bytes are made.</summary>
public static partial class FilePlanWriter
{
    /// <summary>Bytes written at a time, at a multiple of it: a core's cache holds them, and Linux keeps such a piece in one go.</summary>
    private const int Piece = 256 << 10;

    /// <summary>FALLOC_FL_KEEP_SIZE (fallocate(2)).</summary>
    private const int KeepSize = 1;

    /// <summary>Copies that may wait for the one under way. With more, searching ahead would only take the processor from it.</summary>
    private const int MostWaiting = 4;

    /// <summary>Writes the successor into <paramref name="target"/>, an empty file that is open for reading too, and has it checked. Nothing is flushed to disk.</summary>
    /// <exception cref="RefusedException">The plan can't be carried out correctly, or its check says that the successor isn't what it should be; the file is to be thrown away.</exception>
    /// <exception cref="IOException">The source can't be read or the file not written; likewise.</exception>
    public static async Task<PlanTotals> WriteAsync(IByteSource source, RewritePlan plan, SafeFileHandle target, CancellationToken cancellationToken)
    {
        Preallocate(target, plan.SourceLength);
        using CancellationTokenSource abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var copies = Channel.CreateBounded<(Segment.Copy Copy, long At)>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, SingleWriter = true });
        Task copying = Task.Run(() => CopyAllAsync(source, copies, target, abandoned.Token), CancellationToken.None);
        var totals = default(PlanTotals);
        SuccessorLedger ledger = new(inPlace: true);
        try
        {
            await foreach (Segment segment in plan.Segments.WithCancellation(cancellationToken))
            {
                switch (segment)
                {
                    case Segment.Write write:
                        Write(target, write.Bytes.Span, ledger.Length);
                        totals = totals with { BytesWritten = totals.BytesWritten + write.Length };
                        break;
                    case Segment.Copy copy:
                        await copies.Writer.WriteAsync((copy, ledger.Length), cancellationToken);
                        totals = totals with { BytesCopied = totals.BytesCopied + copy.Length, Copies = totals.Copies + 1 };
                        break;
                }

                ledger.Add(segment);
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
            await copying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await copying;
        RandomAccess.SetLength(target, ledger.Length);
        if (plan.Check is { } check)
        {
            using FileByteSource written = new(target);
            await check.CheckAsync(source, ledger.Close(source, written), cancellationToken);
        }

        return totals;
    }

    private static async Task CopyAllAsync(IByteSource source, Channel<(Segment.Copy Copy, long At)> copies, SafeFileHandle target, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            await foreach ((Segment.Copy copy, long at) in copies.Reader.ReadAllAsync(cancellationToken))
            {
                for (long done = 0; done < copy.Count;)
                {
                    Memory<byte> piece = buffer.AsMemory(0, PieceAt(at + done, copy.Count - done));
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

    private static void Write(SafeFileHandle target, ReadOnlySpan<byte> bytes, long at)
    {
        while (!bytes.IsEmpty)
        {
            int length = PieceAt(at, bytes.Length);
            RandomAccess.Write(target, bytes[..length], at);
            bytes = bytes[length..];
            at += length;
        }
    }

    private static int PieceAt(long at, long left) => (int)Math.Min(Piece - (at % Piece), left);

    /// <summary>Has the file system find room once instead of piece by piece, where it can; what is too much is given back in the end.</summary>
    private static void Preallocate(SafeFileHandle target, long length)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Allocate(target, KeepSize, 0, length);
        }
    }

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);
}

/// <summary>What a plan did.</summary>
/// <param name="BytesCopied">Bytes taken over from the source.</param>
/// <param name="Copies">Ranges that they came in.</param>
/// <param name="BytesWritten">Bytes made anew.</param>
public readonly record struct PlanTotals(long BytesCopied, int Copies, long BytesWritten);
