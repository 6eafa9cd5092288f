using Erasure.Core.Settings;

namespace Erasure.Core.Domains.Http;

/// <summary>OAuth 2 client credentials (RFC 6749, section 4.4); the token is kept until shortly before it expires.</summary>
public sealed record OAuthConfiguration : HttpAuthConfiguration
{
    /// <summary>Address of the token endpoint.</summary>
    [WebAddress]
    public required string TokenUrl { get; init; }

    /// <summary>The client's id.</summary>
    [Pattern("[!-~]+", "visible ASCII text")]
    public required string ClientId { get; init; }

    /// <summary>Name of the environment variable that holds the client's secret: visible ASCII text and spaces (RFC 6749, appendix A.2).</summary>
    [EnvironmentVariable(IsHeader = true)]
    public required string ClientSecretVariable { get; init; }

    /// <summary>Scope to ask for; none where it isn't given.</summary>
    public string? Scope { get; init; }

    /// <summary>Where the client's id and secret go; default the Authorization header, which every server must take (RFC 6749, section 2.3.1).</summary>
    public OAuthCredentialPlace Credentials { get; init; } = OAuthCredentialPlace.Header;
}
