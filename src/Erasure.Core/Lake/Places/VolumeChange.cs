namespace Erasure.Core.Lake.Places;

/// <summary>What became of the volume at a folder since objects were seen below it.</summary>
internal enum VolumeChange
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>One was mounted there, and none is.</summary>
    Unmounted,

    /// <summary>Another one is mounted there, be it where none was.</summary>
    Exchanged,

    /// <summary>Maybe another one: what is remembered doesn't tell it.</summary>
    Unknown,
}
