using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Erasure.Aws.Telemetry;
using Erasure.Core.Records;

namespace Erasure.Aws.DynamoDb;

/// <summary>Makes clients from the configuration and the SDK's credential chain.</summary>
public static class DynamoDbClients
{
    /// <summary>A client for the configured endpoint and region.</summary>
    /// <param name="configuration">Where to.</param>
    /// <param name="credentials">Null for the SDK's chain: environment, profile, container, instance.</param>
    public static AmazonDynamoDBClient Create(DynamoDbConfiguration configuration, AWSCredentials? credentials = null)
    {
        SdkSpans.Ensure();
        AmazonDynamoDBConfig config = new() { MaxErrorRetry = 5 };
        if (configuration.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = configuration.Region ?? "us-east-1";
        }
        else if (configuration.Region is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return new(credentials ?? DefaultAWSCredentialsIdentityResolver.GetCredentials(config), config);
    }
}
