namespace Erasure.Core.Alerts;

/// <summary>An alert could not be delivered.</summary>
/// <param name="code">Why: <c>timeout</c>, <c>network</c>, <c>certificate</c>, <c>http-500</c>, <c>mail</c>. Names no address, which may be a secret.</param>
/// <param name="inner">The cause.</param>
/// <param name="detail">Why, and what to do, in sentences that name no address; null where the code says it.</param>
public sealed class AlertDeliveryException(string code, Exception? inner = null, string? detail = null) : Exception($"The alert could not be delivered: {code}.", inner)
{
    /// <summary>Why, and what to do; null where the code says it.</summary>
    public string? Detail { get; } = detail;

    /// <summary>Why, as a code.</summary>
    public string Code { get; } = code;

    /// <summary>How long not to try again, where the other side said so.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
