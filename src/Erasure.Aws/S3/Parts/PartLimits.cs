namespace Erasure.Aws.S3.Parts;

/// <summary>What S3 allows of parts ("Amazon S3 multipart upload limits"), and how they are cut. Lengths in bytes.</summary>
internal sealed record PartLimits
{
    /// <summary>Parts that S3 takes for an object.</summary>
    public const int MostParts = 10_000;

    /// <summary>No part but the last is shorter: 5 MiB.</summary>
    public long Min { get; init; } = 5L << 20;

    /// <summary>Longer copies are divided: 5 GiB.</summary>
    public long MaxCopy { get; init; } = 5L << 30;

    /// <summary>Uploads are cut at this length, since each is held in memory: 8 MiB.</summary>
    public long Upload { get; init; } = 8L << 20;

    /// <summary>Parts an object may have.</summary>
    public int Count { get; init; } = MostParts;

    /// <summary>How many written bytes may wait for a decision on the copies among them: 32 MiB.</summary>
    public long Window { get; init; } = 32L << 20;

    /// <summary>The last part may be shorter than the others: then a copy of whatever length may be the last.</summary>
    public bool HasShortEnd { get; init; } = true;

    /// <summary>Everything is one upload.</summary>
    public static PartLimits Whole { get; } = new() { Min = long.MaxValue / 8, Upload = long.MaxValue / 8, Window = long.MaxValue, HasShortEnd = false };
}
