using System.Text.RegularExpressions;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Infrastructure;

/// <summary>The queries of alerts and workbook are right, and ask for what the code measures.</summary>
public sealed partial class QueryTests
{
    private static readonly Dictionary<string, KustoQuery> Queries = InfrastructureFiles.Reading.Queries;

    [Fact]
    public void Their_own_language_service_finds_nothing_wrong() =>
        Assert.Empty(Queries.SelectMany(query => query.Value.Errors.Select(error => $"{query.Key}:{error}")));

    [Fact]
    public void Every_metric_and_tag_is_one_that_the_code_has()
    {
        // the embedded engine isn't what runs on Azure
        string[] sources = [.. Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("Erasure.Embedded", StringComparison.Ordinal))
            .Select(File.ReadAllText)];
        HashSet<string> metrics = [.. sources.SelectMany(source => Instrument().Matches(source)).Select(match => match.Groups["name"].Value)];
        string meters = string.Join('\n', sources.Where(source => Instrument().IsMatch(source)));

        foreach ((string name, KustoQuery query) in Queries)
        {
            Assert.Empty(Metric().Matches(query.Text).Select(match => match.Value).Where(metric => !metrics.Contains(metric)).Select(metric => $"{name}: {metric}"));
            Assert.Empty(Tag().Matches(query.Text).Select(match => match.Groups["name"].Value).Where(tag => !meters.Contains($"\"{tag}\"", StringComparison.Ordinal)).Select(tag => $"{name}: {tag}"));
        }
    }

    [Fact]
    public void Every_query_is_of_an_alert_or_of_the_workbook()
    {
        Assert.Equal(Queries.Keys.Order(StringComparer.Ordinal), BicepFiles.LoadedTexts.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\.Create(Counter|UpDownCounter|Histogram|Gauge|ObservableGauge|ObservableCounter)(<\w+>)?\(\s*""(?<name>erasure\.[a-z._]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Instrument();

    [GeneratedRegex(@"(?<=')erasure\.[a-z._]+[a-z](?=')", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Metric();

    [GeneratedRegex(@"Properties\['(?<name>[^']+)'\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();
}
