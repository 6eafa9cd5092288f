using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Erasure.Aws.S3;

namespace Erasure.Aws;

/// <summary>Credentials of a role that we take on, fetched anew before they expire.</summary>
internal sealed class RoleCredentials : RefreshingAWSCredentials
{
    /// <summary>Stands in the role's audit log: it says who we are, and nothing of whom we work for.</summary>
    private const string SessionName = "erasure";

    /// <summary>Requests that began before the end go on with them.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    private readonly AmazonSecurityTokenServiceClient client;
    private readonly string role;

    public RoleCredentials(AWSCredentials source, string role, S3StoreOptions options)
    {
        AmazonSecurityTokenServiceConfig config = new();
        if (options.StsEndpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.ToString();
            config.AuthenticationRegion = options.Region ?? "us-east-1";
        }
        else if (options.Region is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        this.role = role;
        client = new(source, config);
        PreemptExpiryTime = Ahead;
    }

    protected override CredentialsRefreshState GenerateNewCredentials() => GenerateNewCredentialsAsync().GetAwaiter().GetResult();

    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        AssumeRoleResponse answer = await client.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = role, RoleSessionName = SessionName });
        Credentials keys = answer.Credentials;
        return new CredentialsRefreshState(new ImmutableCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken), keys.Expiration!.Value.ToUniversalTime());
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
