using Erasure.Core.Domains;

namespace Erasure.Core.Erasures;

/// <summary>An erasure with its domains and what happened, for the status page and API.</summary>
/// <param name="Erasure">The erasure.</param>
/// <param name="IsOverdue">Open past its deadline.</param>
/// <param name="Domains">Each domain's progress.</param>
/// <param name="Timeline">The ledger's entries, oldest first.</param>
public sealed record ErasureView(ErasureRecord Erasure, bool IsOverdue, IReadOnlyList<DomainProgress> Domains, IReadOnlyList<LedgerEntry> Timeline);

/// <summary>How far one domain is.</summary>
public sealed record DomainProgress
{
    /// <summary>The domain.</summary>
    public required string Domain { get; init; }

    /// <summary>Its state.</summary>
    public required DomainState State { get; init; }

    /// <summary>Submissions so far: 1, and one more for each retry by a human.</summary>
    public int Attempt { get; init; }

    /// <summary>How often it was asked how far it is.</summary>
    public long Checks { get; init; }

    /// <summary>The last thing that it said.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>What it said to have erased before the same was asked for again, which is among what it says since; null where it wasn't, or nothing was.</summary>
    public Outcome? Before { get; init; }

    /// <summary>Who resolved it, and the note.</summary>
    public HumanDecision? Resolution { get; init; }

    /// <summary>When it is asked next; null where that is now, or only a human moves it.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Since when it is in this state.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}

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

/// <summary>What a human decided: who, and why. Checked to hold no identifier.</summary>
public sealed record HumanDecision(string By, string Note)
{
    /// <summary>Name of the key that it came with, or of who was signed in; null where no key is asked for.</summary>
    public string? Caller { get; init; }

    /// <summary>For the ledger.</summary>
    internal Dictionary<string, string> ToDetails()
    {
        Dictionary<string, string> details = new() { ["by"] = By, ["note"] = Note };
        if (Caller is not null)
        {
            details["caller"] = Caller;
        }

        return details;
    }
}

/// <summary>One line of the append-only record of what happened. Pseudonymous.</summary>
/// <param name="Sequence">1, 2, 3, ... within its erasure.</param>
/// <param name="At">When.</param>
/// <param name="Event">What, as a stable word such as <c>received</c> or <c>domain-erased</c>.</param>
/// <param name="Domain">In which domain; null for the whole.</param>
/// <param name="Details">Codes, counts and names that tell more; never a value of the subject.</param>
public sealed record LedgerEntry(long Sequence, DateTimeOffset At, string Event, string? Domain, IReadOnlyDictionary<string, string>? Details);

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

/// <summary>A page of erasures and where the next one begins; null at the end.</summary>
public sealed record ErasurePage(IReadOnlyList<ErasureRecord> Erasures, string? Continuation);

/// <summary>What became of a command.</summary>
public enum CommandResult
{
    /// <summary>It is on its way, durably.</summary>
    Accepted,

    /// <summary>No such erasure, or no such domain in it.</summary>
    NotFound,

    /// <summary>It can't be done in this state: ended, not failed, already extended, past the deadline.</summary>
    WrongState,

    /// <summary>The note or name isn't as <see cref="DecisionForm"/> has it.</summary>
    InvalidDecision,

    /// <summary>It was decided of another version than the one that is known now.</summary>
    OtherVersion,

    /// <summary>The name of who decided holds an identifier of the person.</summary>
    NameNamesPerson,

    /// <summary>The note holds an identifier of the person, or lets one be guessed.</summary>
    NoteNamesPerson,
}
