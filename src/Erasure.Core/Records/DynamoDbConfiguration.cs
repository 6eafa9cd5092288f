using Erasure.Core.Settings;

namespace Erasure.Core.Records;

/// <summary>Records in DynamoDB, on AWS or on any server that speaks its protocol. Credentials come from the AWS SDK's chain.</summary>
public sealed record DynamoDbConfiguration
{
    /// <summary>The table.</summary>
    [Pattern("[A-Za-z0-9_.-]{3,255}", "a table's name: 3 to 255 letters, digits, and _.-")]
    public required string Table { get; init; }

    /// <summary>Make the table where it is missing, billed per request; default on.</summary>
    public bool Create { get; init; } = true;

    /// <summary>Region, such as <c>eu-central-1</c>; where it isn't given, the SDK's chain says.</summary>
    [Pattern("[a-z0-9-]{1,32}", "a region, such as eu-central-1")]
    public string? Region { get; init; }

    /// <summary>Address of a server other than AWS.</summary>
    [WebAddress]
    public string? Endpoint { get; init; }

    /// <summary>Allow an <see cref="Endpoint"/> of <c>http</c> on another machine, for a network that encrypts by itself; default off.</summary>
    public bool AllowPlainHttp { get; init; }
}
