using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Erasure.Aws.S3;

namespace Erasure.Aws;

/// <summary>Credentials of a role that we take on, fetched anew before they expire.</summary>
internal sealed class RoleCredentials : RefreshingAWSCredentials
{
    private readonly AmazonSecurityTokenServiceClient client;
    private readonly string role;

    public RoleCredentials(AWSCredentials source, string role, S3StoreOptions options)
    {
        this.role = role;
        client = SecurityTokens.Open(source, options.Region, options.StsEndpoint);
        PreemptExpiryTime = SecurityTokens.Ahead;
    }

    protected override CredentialsRefreshState GenerateNewCredentials() => GenerateNewCredentialsAsync().GetAwaiter().GetResult();

    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        AssumeRoleResponse answer = await client.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = role, RoleSessionName = SecurityTokens.SessionName });
        return SecurityTokens.Take(answer.Credentials);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            client.Dispose();
        }

        base.Dispose(disposing);
    }
}
