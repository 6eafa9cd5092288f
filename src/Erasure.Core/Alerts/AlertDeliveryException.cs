namespace Erasure.Core.Alerts;

/// <summary>An alert could not be delivered.</summary>
/// <param name="code">Why: <c>timeout</c>, <c>network</c>, <c>certificate</c>, <c>http-500</c>, <c>mail</c>. Names no address, which may be a secret.</param>
/// <param name="inner">The cause.</param>
public sealed class AlertDeliveryException(string code, Exception? inner = null) : Exception($"The alert could not be delivered: {code}.", inner)
{
    /// <summary>Why, as a code.</summary>
    public string Code { get; } = code;

    /// <summary>How long not to try again, where the other side said so.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
