namespace Erasure.Core.Lake.Mappers;

/// <summary>What it means that an object that was planned is gone when its turn comes.</summary>
public enum MissingObject
{
    /// <summary>Nothing is owed there: where its rows went to another object, the next round of planning finds that.</summary>
    Skip,

    /// <summary>The object failed, for a human to look into: somebody takes objects out of the lake to where no mapper looks.</summary>
    Fail,
}
