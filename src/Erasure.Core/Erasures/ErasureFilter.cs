namespace Erasure.Core.Erasures;

/// <summary>Which erasures to list.</summary>
public sealed record ErasureFilter
{
    /// <summary>In any of these states; in every one where it isn't given.</summary>
    public IReadOnlyList<ErasureState>? States { get; init; }

    /// <summary>Open past the deadline.</summary>
    public bool? Overdue { get; init; }

    /// <summary>Received at or after.</summary>
    public DateTimeOffset? ReceivedFrom { get; init; }

    /// <summary>Received before.</summary>
    public DateTimeOffset? ReceivedTo { get; init; }

    /// <summary>With this reference.</summary>
    public string? Reference { get; init; }
}
