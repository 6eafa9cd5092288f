namespace Erasure.Core.Domains.Http;

/// <summary>Where a client's id and secret go in a token request.</summary>
public enum OAuthCredentialPlace
{
    /// <summary>The Authorization header, as Basic.</summary>
    Header,

    /// <summary>The form in the body.</summary>
    Body,
}
