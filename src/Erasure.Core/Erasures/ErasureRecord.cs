namespace Erasure.Core.Erasures;

/// <summary>One request to erase one subject, without the subject: that is in the vault.</summary>
public sealed record ErasureRecord
{
    /// <summary>Time-ordered id: a version 7 UUID in 32 hex digits. Also the orchestration's instance id.</summary>
    public required string Id { get; init; }

    /// <summary>When the person asked.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When it must be done, extension included.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>The domains it goes to, in the order of the configuration.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    /// <summary>The caller's reference.</summary>
    public string? Reference { get; init; }

    /// <summary>The references of those who asked for the same while it ran, in the order in which they did; null where there are none.</summary>
    public IReadOnlyList<string>? OtherReferences { get; init; }

    /// <summary>State of the whole.</summary>
    public ErasureState State { get; init; } = ErasureState.Received;

    /// <summary>Why the deadline was extended; null where it wasn't.</summary>
    public string? ExtensionReason { get; init; }

    /// <summary>Everybody's references, in the order in which they asked.</summary>
    internal IEnumerable<string> References() => new[] { Reference }.OfType<string>().Concat(OtherReferences ?? []);

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When the identifiers were destroyed.</summary>
    public DateTimeOffset? IdentifiersDestroyedAt { get; init; }
}

/// <summary>State of an erasure.</summary>
public enum ErasureState
{
    /// <summary>On disk; its orchestration has not begun.</summary>
    Received,

    /// <summary>Domains are at work.</summary>
    Running,

    /// <summary>Open: a domain failed, and waits for a human to retry, resolve or close.</summary>
    ActionRequired,

    /// <summary>Open: all that remains is withheld until a date.</summary>
    Withheld,

    /// <summary>Ended: every domain erased, found nothing, or was resolved.</summary>
    Completed,

    /// <summary>Ended: closed by a human with something still owed.</summary>
    Failed,

    /// <summary>Ended: canceled.</summary>
    Canceled,
}
