using Erasure.Core.Settings;

namespace Erasure.Core.Lake;

/// <summary>What the lake's store charges, for the estimated cost in a job's report. Zero where it isn't given: prices differ by place and contract.</summary>
public sealed record PriceConfiguration
{
    /// <summary>Currency of the prices, such as <c>USD</c>.</summary>
    [Pattern("[A-Z]{3}", "three capital letters, as in ISO 4217")]
    public required string Currency { get; init; }

    /// <summary>A thousand reading requests.</summary>
    [Between(0, 1000000)]
    public double ThousandReads { get; init; }

    /// <summary>A thousand writing requests.</summary>
    [Between(0, 1000000)]
    public double ThousandWrites { get; init; }

    /// <summary>A gigabyte (10⁹ bytes) that the scan finder reads.</summary>
    [Between(0, 1000000)]
    public double ReadGigabyte { get; init; }

    /// <summary>A terabyte (10¹² bytes) that Athena scans.</summary>
    [Between(0, 1000000)]
    public double QueriedTerabyte { get; init; }

    /// <summary>A gigabyte (10⁹ bytes) that is written.</summary>
    [Between(0, 1000000)]
    public double WrittenGigabyte { get; init; }
}
