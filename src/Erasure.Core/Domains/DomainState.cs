namespace Erasure.Core.Domains;

/// <summary>State of one domain's part.</summary>
public enum DomainState
{
    /// <summary>Not begun.</summary>
    Waiting,

    /// <summary>Submitted; being polled.</summary>
    Submitted,

    /// <summary>Its data are gone.</summary>
    Erased,

    /// <summary>It held nothing.</summary>
    NothingFound,

    /// <summary>Kept back until a date.</summary>
    Withheld,

    /// <summary>Failed; waits for a human.</summary>
    Failed,

    /// <summary>A human did it, or says that nothing is owed.</summary>
    Resolved,

    /// <summary>Given up: the erasure was closed.</summary>
    Closed,

    /// <summary>The erasure was canceled before this was done.</summary>
    Canceled,
}
