namespace Erasure.Core.Lake;

/// <summary>What a listing shows below a mapper's prefix.</summary>
/// <param name="Object">The object.</param>
/// <param name="PassedBy">Why it isn't searched; null where it is.</param>
internal sealed record ListedObject(LakeObject Object, PassedBy? PassedBy)
{
    /// <summary>Why the store can't look into it, as a code; null where it can.</summary>
    public string? Obstacle => Object.Current?.Obstacle;

    /// <summary>Something is there that isn't just a folder's marker.</summary>
    public bool IsThere => Object.HoldsData || (Object.Current is not null && !Object.Key.EndsWith('/'));
}
