using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace Erasure.Aws;

/// <summary>How we ask AWS's security token service (STS) for credentials.</summary>
internal static class SecurityTokens
{
    /// <summary>Stands in the role's audit log: it says who we are, and nothing of whom we work for.</summary>
    public const string SessionName = "erasure";

    /// <summary>Fetched so long before they expire: requests that began before the end go on with them.</summary>
    public static TimeSpan Ahead { get; } = TimeSpan.FromMinutes(5);

    /// <param name="source">Who asks.</param>
    /// <param name="region">Region whose service is asked; the environment says where it isn't given.</param>
    /// <param name="endpoint">Another service than AWS's; null for AWS.</param>
    public static AmazonSecurityTokenServiceClient Open(AWSCredentials source, string? region, Uri? endpoint)
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

        return new AmazonSecurityTokenServiceClient(source, config);
    }

    public static RefreshingAWSCredentials.CredentialsRefreshState Take(Credentials keys) =>
        new(new ImmutableCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken), keys.Expiration!.Value.ToUniversalTime());
}
