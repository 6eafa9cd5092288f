namespace Erasure.Host.Tests.Infrastructure;

/// <summary>The queries of alerts and workbook are right.</summary>
public sealed class QueryTests
{
    private static readonly Dictionary<string, KustoQuery> Queries = InfrastructureFiles.Reading.Queries;

    [Fact]
    public void Their_own_language_service_finds_nothing_wrong() =>
        Assert.Empty(Queries.SelectMany(query => query.Value.Errors.Select(error => $"{query.Key}:{error}")));

    [Fact]
    public void Every_query_is_of_an_alert_or_of_the_workbook()
    {
        IEnumerable<string> loaded = InfrastructureFiles.Reading.Bicep.Values
            .SelectMany(file => file.Calls)
            .Where(call => call.Name == "loadTextContent")
            .Select(call => call.Arguments[0]!["../".Length..]);

        Assert.Equal(Queries.Keys.Order(StringComparer.Ordinal), loaded.Order(StringComparer.Ordinal));
    }
}
