namespace Erasure.Core.Deletion.Jobs;

/// <summary>A page of something, and where the next one begins; null at the end.</summary>
public sealed record JobPage<T>(IReadOnlyList<T> Items, string? Continuation);
