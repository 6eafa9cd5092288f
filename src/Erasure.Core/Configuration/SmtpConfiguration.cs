using Erasure.Core.Configuration.Rules;

namespace Erasure.Core.Configuration;

/// <summary>An SMTP submission server.</summary>
public sealed record SmtpConfiguration
{
    /// <summary>Host name.</summary>
    [Pattern("[^\\s/]+", "a host name")]
    public required string Host { get; init; }

    /// <summary>Port; default 587.</summary>
    [Between(1, 65535)]
    public int Port { get; init; } = 587;

    /// <summary>STARTTLS; default on.</summary>
    public bool Tls { get; init; } = true;

    /// <summary>User name; none for no authentication.</summary>
    public string? User { get; init; }

    /// <summary>Name of the environment variable that holds the password.</summary>
    [EnvironmentVariable]
    public string? PasswordVariable { get; init; }
}
