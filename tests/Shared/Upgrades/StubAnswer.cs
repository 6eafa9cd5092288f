namespace Erasure.Tests.Shared.Upgrades;

/// <summary>What a stub domain says.</summary>
internal enum StubAnswer
{
    Erased,
    Pending,

    /// <summary>Kept back until <see cref="StubDomains.WithheldUntil"/>.</summary>
    Withheld,

    /// <summary>A refusal that a human decides on.</summary>
    Refused,

    /// <summary>A failure that may pass.</summary>
    Busy,

    /// <summary>Nothing before <see cref="StubDomains.LetGo"/>, and then that it is busy.</summary>
    Silent,
}
