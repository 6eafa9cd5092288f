namespace Erasure.Host.CommandLine.Parquet;

/// <summary>What a plan does: bytes that are copied from the source and in how many ranges, and bytes that are new.</summary>
internal readonly record struct PlanSummary(long BytesCopied, int Copies, long BytesWritten);
