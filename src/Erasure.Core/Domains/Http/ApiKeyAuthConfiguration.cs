using Erasure.Core.Settings;

namespace Erasure.Core.Domains.Http;

/// <summary>A secret in a header.</summary>
public sealed record ApiKeyAuthConfiguration : HttpAuthConfiguration
{
    /// <summary>Name of the header.</summary>
    [Pattern("[A-Za-z0-9!#$%&'*+.^_`|~-]+", "a header's name")]
    public string Header { get; init; } = "X-Api-Key";

    /// <summary>Text before the secret, such as <c>Bearer </c>; default none.</summary>
    [Pattern("[ -~]*", "ASCII text, such as \"Bearer \"")]
    public string Prefix { get; init; } = "";

    /// <summary>Name of the environment variable that holds the secret.</summary>
    [EnvironmentVariable(IsHeader = true)]
    public required string KeyVariable { get; init; }
}
