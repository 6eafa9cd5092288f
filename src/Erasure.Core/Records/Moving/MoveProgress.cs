namespace Erasure.Core.Records.Moving;

/// <summary>How far a move is.</summary>
/// <param name="Step">What it does.</param>
/// <param name="Done">Records of this step so far.</param>
/// <param name="Total">Records of the source; 0 while they are counted.</param>
public sealed record MoveProgress(MoveStep Step, long Done, long Total);

/// <summary>What a move does.</summary>
public enum MoveStep
{
    /// <summary>Counts and hashes the source.</summary>
    Count,

    /// <summary>Copies records.</summary>
    Copy,

    /// <summary>Compares each record of the source with the target's, and each of the target's with the source's.</summary>
    Compare,

    /// <summary>Waits until no host can work on the source any more.</summary>
    Wait,

    /// <summary>Destroys the source's records.</summary>
    Destroy,
}
