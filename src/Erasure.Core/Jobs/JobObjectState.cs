namespace Erasure.Core.Jobs;

/// <summary>How far an object is.</summary>
public enum JobObjectState
{
    /// <summary>To be searched.</summary>
    Planned,

    /// <summary>Searched: holds no match.</summary>
    Clean,

    /// <summary>Searched: holds matches.</summary>
    Found,

    /// <summary>Replaced by a successor, or deleted; to be read again.</summary>
    Erased,

    /// <summary>Read again after it was erased: holds no match.</summary>
    Verified,

    /// <summary>Somebody removed it.</summary>
    Gone,

    /// <summary>Holds matches that the store keeps by law or rule: an object lock, a legal hold.</summary>
    Withheld,

    /// <summary>May still hold matches.</summary>
    Failed,
}
