namespace Erasure.Aws.DynamoDb;

/// <summary>Names of the table's attributes.</summary>
internal static class RecordAttributes
{
    /// <summary>Partition key, text.</summary>
    public const string Partition = "pk";

    /// <summary>Sort key, text: a slash and the record's sort key, since DynamoDB has no empty keys.</summary>
    public const string Sort = "sk";

    /// <summary>Version, a number.</summary>
    public const string Version = "version";

    /// <summary>The record's bytes.</summary>
    public const string Value = "value";

    /// <summary>Who wrote this version: tells a write whose answer was lost from somebody else's.</summary>
    public const string Writer = "writer";

    /// <summary>When the record may be cleaned up, in seconds since 1970 (DynamoDB's time to live).</summary>
    public const string Expires = "expires";
}
