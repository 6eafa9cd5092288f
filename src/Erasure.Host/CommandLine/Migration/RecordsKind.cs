namespace Erasure.Host.CommandLine.Migration;

/// <summary>Where records can be.</summary>
internal enum RecordsKind
{
    /// <summary>The embedded server's database, below <c>server.dataFolder</c>.</summary>
    Sqlite,

    /// <summary>The table of <c>records.dynamoDb</c>, which the Azure Functions app works on.</summary>
    DynamoDb,
}
