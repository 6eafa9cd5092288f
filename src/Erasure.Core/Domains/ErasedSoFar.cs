namespace Erasure.Core.Domains;

/// <summary>What was erased in a domain and verified there, by attempts that came to an end in whatever way.</summary>
/// <param name="Rows">Rows or records; null where nobody knows how many of them were this person's.</param>
/// <param name="Objects">Whole objects that were deleted, their rows among those; null where nobody knows.</param>
public sealed record ErasedSoFar(long? Rows, long? Objects)
{
    /// <summary>Objects that held the rows, those included that were deleted; null where nobody knows. One that two attempts erased from counts for each.</summary>
    public long? Holders { get; init; }

    /// <summary>More was erased than is counted here: an attempt ended before it had verified it.</summary>
    public bool HasMore { get; init; }

    /// <summary>Something of it was this person's, counted or not.</summary>
    public bool IsTheirs { get; init; }

    /// <summary>Some attempt has answered it, and later ones don't again.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>Nothing says that any of it was this person's: what others asked for went, and nobody has told them apart.</summary>
    internal bool IsUntold => !IsTheirs && Rows is null && Objects is null;

    /// <summary>Nothing of it is verified.</summary>
    internal bool IsUnverified => HasMore && Rows == 0 && Objects == 0;

    /// <summary>Both together.</summary>
    internal ErasedSoFar Plus(ErasedSoFar other) =>
        new(Rows + other.Rows, Objects + other.Objects) { Holders = Holders + other.Holders, HasMore = HasMore || other.HasMore, IsTheirs = !IsUntold || !other.IsUntold };

    /// <summary>As what a domain says in the end, when everything was searched and found to hold nothing of it any more. Of what wasn't counted then there is no count.</summary>
    internal Outcome.Erased ToOutcome(NotSearched? notSearched) => new(!HasMore && Rows is > 0 ? Rows : null)
    {
        Deleted = !HasMore && Objects is > 0 ? Objects : null,
        Objects = !HasMore && Rows is > 0 && Holders is > 0 ? Holders : null,
        IsUntold = IsUntold ? true : null,
        NotSearched = notSearched,
    };
}
