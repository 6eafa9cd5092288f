namespace Erasure.Core.Objects;

/// <summary>A mapper can't be searched by queries, and trying again won't help. The message names tables and settings, never a value.</summary>
/// <param name="code">Why, as a stable code: <c>table-not-found</c>, <c>partition-elsewhere</c>.</param>
/// <param name="message">What is wrong, and what would be right.</param>
public sealed class QueryException(string code, string message) : Exception(message)
{
    /// <summary>Why, as a stable code.</summary>
    public string Code { get; } = code;
}
