namespace Erasure.Core.Durable;

/// <summary>The input or output of a task that takes or gives none.</summary>
public sealed record Nothing
{
    /// <summary>The only value.</summary>
    public static Nothing Value { get; } = new();
}
