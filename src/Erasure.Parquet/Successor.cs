namespace Erasure.Parquet;

/// <summary>What is to take a source's place, before it does: new bytes as they were written, copied ranges from the source at their offsets.</summary>
/// <param name="source">The source that the plan was made for.</param>
/// <param name="written">The new bytes, at the offsets that the segments give them.</param>
/// <param name="segments">The successor in order and without gaps; empty where nothing is known of how it came about, and everything is <paramref name="written"/>.</param>
public sealed class Successor(IByteSource source, IByteSource written, IReadOnlyList<SuccessorSegment> segments) : IByteSource
{
    /// <inheritdoc/>
    public long Length { get; } = segments.Count == 0 ? written.Length : segments[^1].End;

    /// <summary>A file of which nothing is known but its bytes: none of them counts as copied.</summary>
    public static Successor Of(IByteSource file) => new(file, file, []);

    /// <summary>The same successor, its copied ranges read through another view of the source.</summary>
    public Successor Through(IByteSource other) => new(other, written, segments);

    /// <summary>Where the source has the same bytes, because the plan copied them; null where any of them were written.</summary>
    /// <param name="offset">Bytes from the successor's start.</param>
    /// <param name="length">Bytes, at least one.</param>
    /// <returns>The source's offset of the first of them.</returns>
    public long? CopiedFrom(long offset, long length)
    {
        int at = Find(offset);
        if (at < 0 || segments[at].SourceOffset is not { } from)
        {
            return null;
        }

        long start = from + offset - segments[at].Offset;
        for (long end = segments[at].End; end < offset + length; end = segments[at].End)
        {
            at++;
            if (at == segments.Count || segments[at].SourceOffset != start + segments[at].Offset - offset)
            {
                return null;
            }
        }

        return start;
    }

    /// <inheritdoc/>
    /// <exception cref="RefusedException">The range isn't there: what points at it is no successor, as <see cref="RefusalCode.SuccessorDiffers"/>.</exception>
    public async ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        Expect(offset, destination.Length, Length);
        if (segments.Count == 0)
        {
            await written.ReadAsync(offset, destination, cancellationToken);
            return;
        }

        for (int at = Find(offset); !destination.IsEmpty; at++)
        {
            SuccessorSegment segment = segments[at];
            int count = (int)Math.Min(destination.Length, segment.End - offset);
            (IByteSource from, long start) = segment.SourceOffset is { } copied ? (source, copied) : (written, segment.WrittenOffset);
            start += offset - segment.Offset;
            Expect(start, count, from.Length);
            await from.ReadAsync(start, destination[..count], cancellationToken);
            destination = destination[count..];
            offset += count;
        }
    }

    private static void Expect(long offset, int count, long length)
    {
        if (offset < 0 || count > length - offset)
        {
            throw new RefusedException(RefusalCode.SuccessorDiffers, $"The successor's bytes {offset} to {offset + count} were asked for, and {length} are there.");
        }
    }

    /// <summary>The segment that has the byte, or -1.</summary>
    private int Find(long offset)
    {
        int low = 0, high = segments.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            if (offset < segments[middle].Offset)
            {
                high = middle - 1;
            }
            else if (offset >= segments[middle].End)
            {
                low = middle + 1;
            }
            else
            {
                return middle;
            }
        }

        return -1;
    }
}

/// <summary>A piece of a successor.</summary>
/// <param name="Offset">Bytes from the successor's start.</param>
/// <param name="Length">Bytes, at least one.</param>
/// <param name="SourceOffset">Where it was copied from; null where it was written.</param>
/// <param name="WrittenOffset">Where it lies among the written bytes, where it was written.</param>
public readonly record struct SuccessorSegment(long Offset, long Length, long? SourceOffset, long WrittenOffset)
{
    /// <summary>The first byte behind it.</summary>
    public long End => Offset + Length;
}
