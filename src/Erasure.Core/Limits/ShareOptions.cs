namespace Erasure.Core.Limits;

/// <summary>Times of shares' leases. A holder stops believing in its lease a margin before others stop, so that the two never meet.</summary>
internal sealed record ShareOptions
{
    /// <summary>How long others respect a share whose holder shows no sign of life. Default 20 s.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How much earlier its holder gives it up, and with it the calls under way. Default 5 s.</summary>
    public TimeSpan Margin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a share is renewed while its domain is called. Default 5 s.</summary>
    public TimeSpan Renewal { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often one looks again who has less or more than its part, or who can't reach the records. Default 1 s.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a share that not everybody can have stays with whom it is. Default 30 s.</summary>
    public TimeSpan Rotation { get; init; } = TimeSpan.FromSeconds(30);
}
