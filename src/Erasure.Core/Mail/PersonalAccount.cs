using System.Globalization;
using Erasure.Core.Deletion.Connector;
using Erasure.Core.Domains;
using Erasure.Core.Language;

namespace Erasure.Core.Mail;

/// <summary>What an erasure came to, in words for the person: in kinds and counts, and never more than was verified or said. Names no object.</summary>
internal static class PersonalAccount
{
    /// <summary>Everything was searched, and what was found is erased.</summary>
    public const string Erased = "erased";

    /// <summary>Everything was searched, and what was found is erased, together with others' data: nobody knows whether any was this person's.</summary>
    public const string Searched = "searched";

    /// <summary>Everything was searched, and nothing found.</summary>
    public const string NothingFound = "nothing-found";

    /// <summary>Something else is among it: it couldn't be searched, or was done by hand.</summary>
    public const string Mixed = "mixed";

    private const string Unverified = "Our software could not verify this.";

    /// <summary>How a completed erasure may be called.</summary>
    /// <param name="domains">What its domains came to.</param>
    /// <param name="connectorOf">How they are connected.</param>
    public static string ResultOf(IReadOnlyCollection<DomainProgress> domains, Func<DomainProgress, ConnectorConfiguration?> connectorOf) =>
        domains.Any(domain => domain.State is not (DomainState.Erased or DomainState.NothingFound) || NotSearched.Of(domain.Outcome) is not null) ? Mixed
        : domains.All(domain => domain.State == DomainState.NothingFound) ? NothingFound
        : domains.Any(domain => domain.State == DomainState.Erased && (connectorOf(domain) is not LakeConnectorConfiguration || domain.Outcome is Outcome.Erased { Count: > 0 } or Outcome.Erased { Deleted: > 0 })) ? Erased
        : Searched;

    /// <summary>What was done in a domain.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="connector">How it is connected; null where it isn't configured any more. What the lake says was verified here, what others say was not.</param>
    /// <param name="before">What was erased and verified there before it came to that, where that isn't told by the domain's own answer.</param>
    public static string Of(DomainProgress domain, ConnectorConfiguration? connector, ErasedSoFar? before = null)
    {
        bool isLake = connector is LakeConnectorConfiguration;
        string words = domain.State switch
        {
            DomainState.Erased when domain.Outcome is Outcome.Erased erased => English.Sentences(isLake ? OfLake(erased) : OfOthers(erased), OfUnsearched(erased.NotSearched)),
            DomainState.Erased => "Reported as erased.",
            DomainState.NothingFound when NotSearched.Of(domain.Outcome) is { } notSearched => English.Sentences("Nothing was found in what could be searched.", OfUnsearched(notSearched)),
            DomainState.NothingFound => isLake ? "Searched, and nothing was found." : "Reported as holding nothing.",
            DomainState.Resolved => $"Done by hand: one of our staff states that it is erased there, or that nothing is owed. {Unverified}",
            DomainState.Closed or DomainState.Withheld when domain.Outcome is Outcome.Withheld withheld => OfWithheld(withheld),
            _ => "Not completed: something may be left there.",
        };
        return before is null || domain.State is DomainState.Erased or DomainState.NothingFound ? words : English.Sentences(
            words,
            before.IsUntold ? "Data were erased there before; whether any of it was yours was not counted."
                : before.IsUnverified ? null
                : English.Sentences("What could be erased before:", OfLake((before with { HasMore = false }).ToOutcome(notSearched: null))),
            before.HasMore ? English.Sentences(before.IsUntold ? null : $"{(before.IsUnverified ? "Something" : "More")} was erased before.", Unverified) : null);
    }

    // Each object was read again after it was rewritten, and a deleted one looked for.
    private static string OfLake(Outcome.Erased erased)
    {
        if (erased.IsUntold is true)
        {
            return "Searched. Whatever was found of you is erased, and verified; data of others were erased in the same step, and whether any of it was yours was not counted.";
        }

        string[] counts = [.. new[] { Rows(erased.Count, erased.Objects), Counted(erased.Deleted, "whole file") }.OfType<string>()];
        return counts.Length == 0 ? "Whatever was found of you is erased, and verified." : $"Erased, and verified: {string.Join(", ", counts)}.";
    }

    private static string OfWithheld(Outcome.Withheld withheld)
    {
        string what = Rows(withheld.Count, withheld.Objects) is { } rows ? $"Not erased: {rows}, kept back for a legal reason" : "Not erased: kept back for a legal reason";
        return withheld.Until is { } until ? $"{what}, until {until.ToUniversalTime().ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}." : $"{what}.";
    }

    private static string OfOthers(Outcome.Erased erased) =>
        Counted(erased.Count, "record") is { } count ? $"Reported as erased: {count}." : "Reported as erased.";

    private static string? OfUnsearched(NotSearched? objects) => objects is null ? null : English.Sentences(
        Counted(objects.HoldNobody, "file") is { } nobody ? $"{nobody} could not be searched: one of our staff states that nobody's data are in there." : null,
        Counted(objects.DealtWith, "file") is { } dealtWith ? $"{dealtWith} could not be searched: one of our staff states that your data there were dealt with by hand." : null,
        objects.HoldNobody + objects.DealtWith > 0 ? Unverified : null,
        Counted(objects.Vanished, "file") is { } vanished ? $"{vanished} that could not be searched before and may have held your data {(objects.Vanished == 1 ? "is" : "are")} not there any more: we do not know who took {(objects.Vanished == 1 ? "it" : "them")} away." : null,
        Counted(objects.Mappers?.Count, "place") is { } places ? $"Not searched: {places} where people are known by other details than those that we had of you." : null);

    private static string? Rows(long? rows, long? files) =>
        Counted(rows, "record") is { } records && Counted(files, "file") is { } holders ? $"{records} in {holders}" : Counted(rows, "record");

    private static string? Counted(long? count, string what) => count is null or 0 ? null : English.Count(count.Value, what);
}
