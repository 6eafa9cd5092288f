namespace Erasure.Core.Ledger;

/// <summary>Something that happened, for the ledger. Holds no value of the subject.</summary>
/// <param name="Event">What: one of <see cref="LedgerEvents"/>.</param>
/// <param name="Domain">In which domain; null for the whole.</param>
/// <param name="Occurrence">Which time, such as the attempt; the same happening recorded again has the same one.</param>
/// <param name="Details">Codes, counts and names that tell more.</param>
/// <param name="At">When; the time of recording where it isn't given.</param>
public sealed record LedgerEvent(
    string Event,
    string? Domain = null,
    string? Occurrence = null,
    IReadOnlyDictionary<string, string>? Details = null,
    DateTimeOffset? At = null)
{
    /// <summary>Identifies the happening within its erasure.</summary>
    internal string Key => $"{Domain ?? "-"}/{Event}/{Occurrence ?? "-"}";
}
