using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Verify;

/// <summary>A data page of a successor, and the page of the original that it was.</summary>
/// <param name="Facts">How it lies in the file.</param>
/// <param name="FirstRow">Rows that begin before it.</param>
/// <param name="GoesOn">It begins inside a row.</param>
/// <param name="Statistics">Its header's, where it was made anew.</param>
/// <param name="OldPage">The position of the original's page among the data pages.</param>
/// <param name="OldStatistics">The original's header's.</param>
/// <param name="IsCopy">It has the original's bytes.</param>
internal readonly record struct MadePage(PageFacts Facts, long FirstRow, bool GoesOn, ThriftStruct? Statistics, int OldPage, ThriftStruct? OldStatistics, bool IsCopy);
