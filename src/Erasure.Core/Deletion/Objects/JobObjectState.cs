namespace Erasure.Core.Deletion.Objects;

/// <summary>How far an object is.</summary>
public enum JobObjectState
{
    /// <summary>To be searched.</summary>
    Planned,

    /// <summary>Searched: holds no match.</summary>
    Clean,

    /// <summary>Searched: holds matches.</summary>
    Found,

    /// <summary>Replaced by a successor, or deleted; to be looked at again.</summary>
    Erased,

    /// <summary>Read again after it was erased: holds no match.</summary>
    Verified,

    /// <summary>All of it was the person's: deleted, and seen to be gone.</summary>
    Deleted,

    /// <summary>Somebody removed it.</summary>
    Gone,

    /// <summary>Holds matches that the store keeps by law or rule: an object lock, a legal hold.</summary>
    Withheld,

    /// <summary>Couldn't be searched, and a human states that it holds nobody.</summary>
    NotSearched,

    /// <summary>Couldn't be searched, and its key or its index rules everybody out whom the job is about.</summary>
    Excluded,

    /// <summary>May still hold matches.</summary>
    Failed,
}
