using Erasure.Core.Settings;

namespace Erasure.Core.Mail;

/// <summary>An SMTP submission server.</summary>
public sealed record SmtpConfiguration
{
    /// <summary>Host name.</summary>
    [Pattern("[^\\s/:@]+|[0-9A-Fa-f:.%]+", "a host name or an IP address; the port is a setting of its own")]
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
