using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Erasure.Aws.Telemetry;
using Erasure.Core.Objects;

namespace Erasure.Aws.S3;

/// <summary>Makes clients from options and the SDK's credential chain.</summary>
public static class S3Clients
{
    /// <summary>A client for the options' endpoint, region and role.</summary>
    /// <param name="options">Where to.</param>
    /// <param name="credentials">Null for the SDK's chain: environment, profile, container, instance.</param>
    /// <exception cref="StoreException">The chain has none.</exception>
    public static AmazonS3Client Create(S3StoreOptions options, AWSCredentials? credentials = null)
    {
        SdkSpans.Ensure();
        AmazonS3Config config = new()
        {
            ForcePathStyle = options.PathStyle ?? options.Endpoint is not null,
            MaxErrorRetry = 5,

            // A part with a checksum that its upload wasn't begun with is refused, so checksums are those that the store asks for.
            // And servers other than AWS's may keep the SDK's default checksum framing as part of the body.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.ToString();
            config.AuthenticationRegion = options.Region ?? "us-east-1";
        }
        else if (options.Region is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        AWSCredentials source = credentials ?? HostCredentials.OfChain(config, options.Place);
        return new(TakeOn(source, options), config);
    }

    private static AWSCredentials TakeOn(AWSCredentials source, S3StoreOptions options) =>
        options.RoleArn is { } role ? new RoleCredentials(source, role, options) : source;
}
