using Erasure.Tests.Shared.Upgrades;

namespace ErasureFunctions.Tests.Upgrades;

/// <summary>What is known of a saved task hub beside its files.</summary>
internal sealed record SavedHub
{
    /// <summary>When it was saved.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The erasures' ids, by story.</summary>
    public required IReadOnlyDictionary<string, string> Ids { get; init; }

    /// <summary>Message-IDs of the mails that were delivered.</summary>
    public required IReadOnlyList<string> Delivered { get; init; }

    /// <summary>Saved hubs of every format that this program must read.</summary>
    public static IEnumerable<string> Files => StateArchive.In("tests/ErasureFunctions.Tests/Upgrades/states");
}
