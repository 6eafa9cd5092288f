using Erasure.Core.Durable;

namespace Erasure.Embedded.Engine.Management;

/// <summary>Which instances; what isn't given doesn't narrow.</summary>
public sealed record InstanceQuery
{
    /// <summary>Created at this time or later.</summary>
    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>Created at this time or earlier.</summary>
    public DateTimeOffset? CreatedTo { get; init; }

    /// <summary>In one of these states; empty for all.</summary>
    public IReadOnlyCollection<RuntimeStatus> Statuses { get; init; } = [];

    /// <summary>What ids begin with.</summary>
    public string IdPrefix { get; init; } = "";

    /// <summary>Most instances of a page; at least 1.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>Where the page before ended.</summary>
    public string? ContinuationToken { get; init; }
}

/// <summary>Some instances in order of their ids.</summary>
/// <param name="Instances">They.</param>
/// <param name="ContinuationToken">Where to go on; null at the end.</param>
public sealed record InstancePage(IReadOnlyList<InstanceSnapshot> Instances, string? ContinuationToken);
