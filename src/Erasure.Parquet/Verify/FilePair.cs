using Erasure.Parquet.Buffers;
using Erasure.Parquet.Metadata;

namespace Erasure.Parquet.Verify;

/// <summary>An original and what is to take its place.</summary>
/// <param name="Before">The original.</param>
/// <param name="After">The successor.</param>
/// <param name="Origin">What is known of where the successor's bytes came from.</param>
internal sealed record FilePair(ParquetFile Before, ParquetFile After, Successor Origin)
{
    /// <summary>Bytes compared at a time; two such buffers stay in a core's cache.</summary>
    private const int Step = 128 * 1024;

    /// <summary>What comparing takes of memory.</summary>
    public static long Memory => 2 * Step;

    /// <summary>The plan copied the successor's range from the original's: the bytes are the same without a look.</summary>
    public bool IsCopy(FileRange old, FileRange made) =>
        old.Length == made.Length && (old.Length == 0 || Origin.CopiedFrom(made.Offset, made.Length) == old.Offset);

    /// <summary>Whether both are absent, or have the same bytes: copied ones have, others are read.</summary>
    public async ValueTask<bool> AreSameAsync(FileRange? old, FileRange? made, CancellationToken cancellationToken) =>
        old is { } left && made is { } right ? await AreSameAsync(left, right, cancellationToken) : old is null && made is null;

    private async ValueTask<bool> AreSameAsync(FileRange old, FileRange made, CancellationToken cancellationToken)
    {
        if (old.Length != made.Length || IsCopy(old, made))
        {
            return old.Length == made.Length;
        }

        int step = (int)Math.Min(old.Length, Step);
        using ByteBuffer oldBytes = new(), madeBytes = new();
        oldBytes.Reset(step);
        madeBytes.Reset(step);
        Memory<byte> left = oldBytes.Memory, right = madeBytes.Memory;
        for (long offset = 0; offset < old.Length; offset += step)
        {
            int count = (int)Math.Min(step, old.Length - offset);
            await Before.Source.ReadAsync(old.Offset + offset, left[..count], cancellationToken);
            await After.Source.ReadAsync(made.Offset + offset, right[..count], cancellationToken);
            if (!left.Span[..count].SequenceEqual(right.Span[..count]))
            {
                return false;
            }
        }

        return true;
    }
}
