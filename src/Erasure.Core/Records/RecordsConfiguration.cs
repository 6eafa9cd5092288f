namespace Erasure.Core.Records;

/// <summary>Where records are kept: ledger, vault, queue, jobs, mails.</summary>
public sealed record RecordsConfiguration
{
    /// <summary>One DynamoDB table.</summary>
    public required DynamoDbConfiguration DynamoDb { get; init; }
}
