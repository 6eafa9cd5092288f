using Erasure.Parquet.Buffers;
using Erasure.Parquet.Metadata;

namespace Erasure.Parquet.Rewrite;

/// <summary>A piece of a rewritten chunk: bytes of the source, or new bytes that whoever takes the piece disposes of.</summary>
/// <param name="Copied">The range to copy, where <paramref name="Made"/> is null.</param>
/// <param name="Made">A buffer with new bytes.</param>
/// <param name="Start">Where they begin in it.</param>
internal readonly record struct OutputPiece(FileRange Copied, ByteBuffer? Made, int Start)
{
    public long Length => Made is null ? Copied.Length : Made.Length - Start;
}
