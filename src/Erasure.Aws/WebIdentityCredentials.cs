using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace Erasure.Aws;

/// <summary>Credentials of a role that trusts another provider's identity: its token is exchanged at STS (AssumeRoleWithWebIdentity), anew before they expire. No secret is stored anywhere.</summary>
public sealed class WebIdentityCredentials : RefreshingAWSCredentials
{
    /// <summary>Stands in the role's audit log: it says who we are, and nothing of whom we work for.</summary>
    private const string SessionName = "erasure";

    /// <summary>Requests that began before the end go on with them.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

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
        AmazonSecurityTokenServiceConfig config = new();
        if (endpoint is not null)
        {
            config.ServiceURL = endpoint.ToString();
            config.AuthenticationRegion = region ?? "us-east-1";
        }
        else if (region is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        // The token is the credential: the request itself isn't signed.
        client = new(new AnonymousAWSCredentials(), config);
        this.role = role;
        this.token = token;
        PreemptExpiryTime = Ahead;
    }

    /// <inheritdoc/>
    protected override CredentialsRefreshState GenerateNewCredentials() => GenerateNewCredentialsAsync().GetAwaiter().GetResult();

    /// <inheritdoc/>
    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        AssumeRoleWithWebIdentityResponse answer = await client.AssumeRoleWithWebIdentityAsync(new AssumeRoleWithWebIdentityRequest
        {
            RoleArn = role,
            RoleSessionName = SessionName,
            WebIdentityToken = await token(CancellationToken.None),
        });
        Credentials keys = answer.Credentials;
        return new CredentialsRefreshState(new ImmutableCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken), keys.Expiration!.Value.ToUniversalTime());
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
