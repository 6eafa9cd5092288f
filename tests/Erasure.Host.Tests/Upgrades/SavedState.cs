using Erasure.Core.Erasures;
using Erasure.Tests.Shared.Upgrades;

namespace Erasure.Host.Tests.Upgrades;

/// <summary>What is known of a saved state beside its files.</summary>
internal sealed record SavedState
{
    /// <summary>What the clock said.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The erasures' ids, by story.</summary>
    public required IReadOnlyDictionary<string, string> Ids { get; init; }

    /// <summary>The erasures' states, by story.</summary>
    public required IReadOnlyDictionary<string, ErasureState> States { get; init; }

    /// <summary>The submissions that domains got.</summary>
    public required IReadOnlyList<StubCall> Submissions { get; init; }

    /// <summary>Message-IDs of the mails that went through.</summary>
    public required IReadOnlyList<string> Delivered { get; init; }

    /// <summary>Saved states of every format that this program must read.</summary>
    public static IEnumerable<string> Files => StateArchive.In("tests/Erasure.Host.Tests/Upgrades/states");
}
