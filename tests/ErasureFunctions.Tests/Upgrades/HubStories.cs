namespace ErasureFunctions.Tests.Upgrades;

/// <summary>The erasures of a saved hub, each in another situation and known by its reference.</summary>
internal static class HubStories
{
    /// <summary>The domains of each.</summary>
    public static IReadOnlyDictionary<string, string[]> Domains { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        // Over.
        ["ended"] = ["crm"],

        // Waits for the next check, and for a human.
        ["polling"] = ["crm", "archive"],
        ["refused"] = ["orders"],

        // Canceled, which its workflow hasn't read.
        ["canceling"] = ["slow"],

        // Its domain hasn't answered yet.
        ["asked"] = ["crm"],

        // In a deletion job under way.
        ["lake"] = ["crm", "lake"],
    };

    /// <summary>The domains that are asked to erase once more, each with the attempt under which that is.</summary>
    public static IReadOnlyList<(string Domain, string Story, int Attempt)> AskedAgain { get; } = [("crm", "asked", 1), ("orders", "refused", 2)];
}
