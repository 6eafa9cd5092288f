using System.Text.Json.Serialization;

namespace Erasure.Core.Lake.Policies;

/// <summary>A policy in AWS's own JSON (IAM User Guide, "JSON policy elements").</summary>
/// <param name="Statement">Its statements.</param>
public sealed record PolicyDocument([property: JsonPropertyName("Statement")] IReadOnlyList<PolicyStatement> Statement)
{
    /// <summary>The language's version.</summary>
    [JsonPropertyName("Version")]
    [JsonPropertyOrder(-1)]
    public string Version { get; } = "2012-10-17";
}

/// <summary>A statement that allows something.</summary>
public sealed record PolicyStatement
{
    /// <summary>Its name: letters and digits.</summary>
    [JsonPropertyName("Sid")]
    public required string Sid { get; init; }

    /// <summary>What it does.</summary>
    [JsonPropertyName("Effect")]
    public string Effect { get; } = "Allow";

    /// <summary>Whom it lets in, in a policy of a resource; null in one of a role.</summary>
    [JsonPropertyName("Principal")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Principal { get; init; }

    /// <summary>Actions.</summary>
    [JsonPropertyName("Action")]
    public required IReadOnlyList<string> Action { get; init; }

    /// <summary>On what.</summary>
    [JsonPropertyName("Resource")]
    public required IReadOnlyList<string> Resource { get; init; }

    /// <summary>Under which conditions: operator, key, values.</summary>
    [JsonPropertyName("Condition")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<string>>>? Condition { get; init; }
}
