namespace Erasure.Core.Lake;

/// <summary>What a listing shows below a mapper's prefix.</summary>
/// <param name="Object">The object.</param>
/// <param name="PassedBy">Why it isn't searched; null where it is.</param>
internal sealed record ListedObject(LakeObject Object, PassedBy? PassedBy)
{
    /// <summary>Why the store can't look into it, as a code; null where it can.</summary>
    public string? Obstacle => Object.Current?.Obstacle;
}
