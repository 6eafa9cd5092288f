namespace Erasure.Core.Decisions;

/// <summary>What a human decided: who, and why. Checked to hold no identifier.</summary>
public sealed record HumanDecision(string By, string Note)
{
    /// <summary>Name of the key that it came with, or of who was signed in; null where no key is asked for.</summary>
    public string? Caller { get; init; }

    /// <summary>For the ledger.</summary>
    internal Dictionary<string, string> ToDetails()
    {
        Dictionary<string, string> details = new() { ["by"] = By, ["note"] = Note };
        if (Caller is not null)
        {
            details["caller"] = Caller;
        }

        return details;
    }
}
