using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Erasure.Core.Objects;

namespace Erasure.Aws;

/// <summary>Credentials, or a sentence that says that there are none: the SDK's own tells at length where it looked, and as a bare exception.</summary>
internal static class HostCredentials
{
    /// <summary>Those of the SDK's chain.</summary>
    /// <param name="config">The client's; null for none.</param>
    /// <param name="use">What they are for.</param>
    /// <exception cref="StoreException">The chain has none.</exception>
    public static AWSCredentials OfChain(IClientConfig? config, string use)
    {
        try
        {
            return DefaultAWSCredentialsIdentityResolver.GetCredentials(config);
        }
        catch (Exception none) when (none is AmazonClientException or AmazonServiceException)
        {
            throw None(use);
        }
    }

    /// <summary>The keys of credentials.</summary>
    /// <exception cref="StoreException">There are none to be had.</exception>
    public static async Task<ImmutableCredentials> OfAsync(AWSCredentials credentials, string use)
    {
        try
        {
            return await credentials.GetCredentialsAsync();
        }
        catch (Exception none) when (none is AmazonClientException or AmazonServiceException)
        {
            throw None(use);
        }
    }

    private static UnusableStoreException None(string use) => new(
        StoreReasons.NoCredentials,
        $"There are no AWS credentials for {use}: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, choose a profile by AWS_PROFILE, or run where the machine or container has a role.");
}
