using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace Erasure.Aws;

/// <summary>Credentials of a role that trusts another provider's identity: its token is exchanged at STS (AssumeRoleWithWebIdentity), anew before they expire. No secret is stored anywhere.</summary>
public sealed class WebIdentityCredentials : RefreshingAWSCredentials
{
    private readonly AmazonSecurityTokenServiceClient client;
    private readonly string role;
    private readonly Func<CancellationToken, Task<string>> token;

    /// <summary>Credentials of the role; nothing is fetched before they are needed.</summary>
    /// <param name="role">The role's ARN.</param>
    /// <param name="token">Gets the identity's token (JWT) for the audience that the role trusts.</param>
    /// <param name="region">Region whose STS is asked; the environment says where it isn't given.</param>
    /// <param name="endpoint">Another STS than AWS's; null for AWS.</param>
    public WebIdentityCredentials(string role, Func<CancellationToken, Task<string>> token, string? region = null, Uri? endpoint = null)
    {
        // The token is the credential: the request itself isn't signed.
        client = SecurityTokens.Open(new AnonymousAWSCredentials(), region, endpoint);
        this.role = role;
        this.token = token;
        PreemptExpiryTime = SecurityTokens.Ahead;
    }

    /// <inheritdoc/>
    protected override CredentialsRefreshState GenerateNewCredentials() => GenerateNewCredentialsAsync().GetAwaiter().GetResult();

    /// <inheritdoc/>
    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        AssumeRoleWithWebIdentityResponse answer = await client.AssumeRoleWithWebIdentityAsync(new AssumeRoleWithWebIdentityRequest
        {
            RoleArn = role,
            RoleSessionName = SecurityTokens.SessionName,
            WebIdentityToken = await token(CancellationToken.None),
        });
        return SecurityTokens.Take(answer.Credentials);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            client.Dispose();
        }

        base.Dispose(disposing);
    }
}
