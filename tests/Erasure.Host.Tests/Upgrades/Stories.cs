using Erasure.Core.Erasures;

namespace Erasure.Host.Tests.Upgrades;

/// <summary>The erasures of a saved state, each in another situation and known by its reference, and how each ends.</summary>
internal static class Stories
{
    /// <summary>What was open, and how it ends; what humans decide on the way is in <see cref="UpgradeRun"/>.</summary>
    public static IReadOnlyDictionary<string, ErasureState> Ends { get; } = new Dictionary<string, ErasureState>(StringComparer.Ordinal)
    {
        // Ended before.
        ["ended"] = ErasureState.Completed,
        ["attic"] = ErasureState.Completed,
        ["canceled"] = ErasureState.Canceled,
        ["closed"] = ErasureState.Failed,

        // A domain's part waits: for the next check, until a date, for the next try, for a human.
        ["polling"] = ErasureState.Completed,
        ["extended"] = ErasureState.Completed,
        ["withheld"] = ErasureState.Completed,
        ["retrying"] = ErasureState.Completed,
        ["refused"] = ErasureState.Completed,
        ["overdue"] = ErasureState.Completed,
        ["terminated"] = ErasureState.Completed,

        // Suspended, with a command unread.
        ["suspended"] = ErasureState.Completed,

        // Over but for a mail.
        ["mailing"] = ErasureState.Completed,

        // In a deletion job under way, and queued for the next one.
        ["lake"] = ErasureState.Completed,
        ["queued"] = ErasureState.Completed,

        // Its domain hasn't answered yet.
        ["asked"] = ErasureState.Completed,

        // Stopped before it was read: a cancellation, and the start.
        ["canceling"] = ErasureState.Canceled,
        ["received"] = ErasureState.Completed,
    };

    /// <summary>The domains that are asked to erase once more, each with the attempt under which that is: where they hadn't taken it before, or a human or a date has them try again.</summary>
    public static IReadOnlyList<(string Domain, string Story, int Attempt)> AskedAgain { get; } =
    [
        ("crm", "asked", 1),
        ("crm", "received", 1),
        ("crm", "withheld", 2),
        ("orders", "refused", 2),
        ("orders", "retrying", 1),
        ("orders", "terminated", 2),
    ];

    /// <summary>The identifier of a story's person.</summary>
    public static string UserOf(string story) => $"u-{story}-canary-7f3a9c51e2d8";

    /// <summary>The address of a story's person.</summary>
    public static string MailOf(string story) => $"{story}-canary-4b1d@example.org";
}
