namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>A run of literals and the match behind it.</summary>
/// <param name="Literals">Bytes of the run.</param>
/// <param name="Length">Bytes of the match.</param>
/// <param name="OffsetValue">Its offset, as <see cref="RecentOffsets"/> reads it.</param>
internal readonly record struct ZstdSequence(int Literals, int Length, uint OffsetValue);
