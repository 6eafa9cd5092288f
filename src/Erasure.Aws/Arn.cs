namespace Erasure.Aws;

/// <summary>Pieces of Amazon Resource Names.</summary>
internal static class Arn
{
    /// <summary>The partition that a region is in: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c>.</summary>
    public static string PartitionOf(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn"
        : region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov"
        : "aws";
}
