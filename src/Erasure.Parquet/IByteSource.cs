namespace Erasure.Parquet;

/// <summary>Random access to the bytes of one immutable object: a file, a buffer, ranged reads of S3.</summary>
/// <remarks>Implementations allow concurrent reads.</remarks>
public interface IByteSource
{
    /// <summary>Length in bytes.</summary>
    long Length { get; }

    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/> (bytes from the start).</summary>
    /// <exception cref="EndOfStreamException">The range ends past <see cref="Length"/>.</exception>
    /// <exception cref="IOException">The object can't be read, or is no longer the one that was opened.</exception>
    ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken);
}
