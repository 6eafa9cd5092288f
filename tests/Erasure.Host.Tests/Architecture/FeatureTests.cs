using System.Text;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Architecture;

/// <summary>Core's features, folder by folder, and who of them may know whom. <c>docs/architecture.md</c> draws them.</summary>
public sealed class FeatureTests
{
    /// <summary>Each names those above it only: so there are no cycles. The last one, without a name, puts all together.</summary>
    private static readonly (string Feature, string[] Knows)[] Arrows =
    [
        ("Language", []),
        ("Clocks", []),
        ("Settings", []),
        ("Durable", []),
        ("Objects", ["Language", "Durable"]),
        ("Subjects", []),
        ("Records", ["Settings", "Durable"]),
        ("Server", ["Settings"]),
        ("Operations", ["Settings"]),
        ("Telemetry", ["Settings"]),
        ("Locks", ["Durable", "Records"]),
        ("Ledger", ["Records"]),
        ("Vault", ["Durable", "Subjects", "Records"]),
        ("Decisions", ["Subjects", "Vault"]),
        ("Deadlines", ["Settings"]),
        ("Limits", ["Clocks", "Settings", "Records", "Operations", "Locks"]),
        ("Domains", ["Language", "Clocks", "Settings", "Durable", "Subjects", "Records", "Operations", "Telemetry", "Decisions", "Limits"]),
        ("Lake", ["Settings", "Durable", "Objects", "Subjects", "Records", "Vault"]),
        ("Deletion", ["Language", "Clocks", "Settings", "Durable", "Objects", "Subjects", "Records", "Operations", "Telemetry", "Locks", "Vault", "Decisions", "Deadlines", "Domains", "Lake"]),
        ("Advice", ["Domains", "Deletion"]),
        ("Mail", ["Language", "Settings", "Durable", "Subjects", "Records", "Server", "Telemetry", "Ledger", "Vault", "Limits", "Domains", "Deletion", "Advice"]),
        ("Erasures", ["Clocks", "Settings", "Durable", "Subjects", "Records", "Operations", "Telemetry", "Ledger", "Vault", "Decisions", "Deadlines", "Limits", "Domains", "Deletion", "Mail"]),
        ("Reconciliation", ["Clocks", "Durable", "Records", "Operations", "Ledger", "Vault", "Domains", "Lake", "Deletion", "Mail", "Erasures"]),
        ("Alerts", ["Clocks", "Settings", "Durable", "Records", "Server", "Operations", "Telemetry", "Vault", "Limits", "Deletion", "Mail", "Erasures", "Reconciliation"]),
        ("Configuration", ["Settings", "Records", "Server", "Operations", "Telemetry", "Deadlines", "Domains", "Lake", "Deletion", "Mail", "Alerts"]),
        ("", ["Objects", "Records", "Ledger", "Vault", "Deadlines", "Domains", "Deletion", "Mail", "Erasures", "Reconciliation", "Configuration"]),
    ];

    [Fact]
    public void A_feature_of_Core_names_only_those_that_it_may_know()
    {
        Dictionary<string, SortedSet<string>> named = FeatureNames.Read(Repository.PathOf("src", "Erasure.Core"));

        Assert.Equal(
            Arrows.Select(arrows => Line(arrows.Feature, arrows.Knows)).Order(StringComparer.Ordinal),
            named.Select(feature => Line(feature.Key, feature.Value)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_feature_of_Core_knows_one_that_knows_it()
    {
        HashSet<string> below = [];
        foreach ((string feature, string[] knows) in Arrows)
        {
            Assert.Subset(below, knows.ToHashSet(StringComparer.Ordinal));
            below.Add(feature);
        }
    }

    [Fact]
    public void The_picture_of_features_is_that_of_the_list() => DocumentPart.Matches("architecture.md", "features", Picture());

    private static string Line(string feature, IEnumerable<string> knows) => $"{feature}: {string.Join(' ', knows.Order(StringComparer.Ordinal))}";

    // Only arrows that don't follow from others: more can't be seen through.
    private static string Picture()
    {
        StringBuilder picture = new("```mermaid\nflowchart TD\n");
        foreach ((string feature, string[] knows) in Arrows.Where(arrows => arrows.Feature.Length > 0))
        {
            HashSet<string> further = [.. knows.SelectMany(Reached)];
            foreach (string known in knows.Where(known => !further.Contains(known)))
            {
                picture.Append(System.Globalization.CultureInfo.InvariantCulture, $"    {feature} --> {known}\n");
            }
        }

        return picture.Append("```\n").ToString();
    }

    private static IEnumerable<string> Reached(string feature)
    {
        string[] knows = Arrows.Single(arrows => arrows.Feature == feature).Knows;
        return knows.Concat(knows.SelectMany(Reached));
    }
}
