namespace Erasure.Aws.DynamoDb;

/// <summary>The one table that holds our own state.</summary>
public sealed record DynamoDbTableOptions
{
    /// <summary>Name of the table.</summary>
    public required string Table { get; init; }

    /// <summary>Whether a missing table is created (on demand, billed per request). Default true.</summary>
    public bool Create { get; init; } = true;

    /// <summary>How often a table that is being created is asked after. Default 1 s.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a table may take to come up. Default 5 minutes.</summary>
    public TimeSpan CreateTimeout { get; init; } = TimeSpan.FromMinutes(5);
}
