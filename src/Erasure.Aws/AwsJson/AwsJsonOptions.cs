namespace Erasure.Aws.AwsJson;

/// <summary>How a service that speaks AWS JSON 1.1 is reached.</summary>
public sealed record AwsJsonOptions
{
    /// <summary>Region, such as <c>eu-central-1</c>.</summary>
    public required string Region { get; init; }

    /// <summary>Another endpoint than AWS's; null for AWS.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>How often a request that was throttled, or failed on the server's side, is tried again. Default 6.</summary>
    public int Retries { get; init; } = 6;

    /// <summary>The longest first pause; it doubles each time, and the real one is random up to it. Default 500 ms.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromMilliseconds(500);
}
