using Erasure.Core.Settings;

namespace Erasure.Core.Alerts;

/// <summary>A webhook that alerts are posted to.</summary>
public sealed record AlertWebhookConfiguration
{
    /// <summary>Its name in logs and metrics.</summary>
    [Pattern("[a-z0-9][a-z0-9-]{0,62}", "1 to 63 lower-case letters, digits and dashes")]
    public required string Name { get; init; }

    /// <summary>The form; default signed JSON.</summary>
    public AlertForm Form { get; init; } = AlertForm.Signed;

    /// <summary>Its address, where that is no secret.</summary>
    [WebAddress]
    public string? Url { get; init; }

    /// <summary>Name of the environment variable that holds its address, where that is a secret, as Slack's are.</summary>
    [EnvironmentVariable]
    public string? UrlVariable { get; init; }

    /// <summary>Name of the environment variable that holds the secret of signatures: <c>whsec_</c> and 24 to 64 bytes in Base64.</summary>
    [EnvironmentVariable]
    public string? SecretVariable { get; init; }

    /// <summary>Allow http to another machine; default off.</summary>
    public bool AllowPlainHttp { get; init; }
}
