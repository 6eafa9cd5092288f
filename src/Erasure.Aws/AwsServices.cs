using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Erasure.Aws.Athena;
using Erasure.Aws.DynamoDb;
using Erasure.Aws.Policies;
using Erasure.Aws.S3;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Policies;
using Erasure.Core.Lake.Queries;
using Erasure.Core.Records;
using Erasure.Core.Records.Moving;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Aws;

/// <summary>Registers what is on AWS, for whichever host. Credentials are the registered <see cref="AWSCredentials"/>; where there are none, those of the SDK's chain.</summary>
public static class AwsServices
{
    /// <summary>The lake in S3, with Athena and the Glue data catalog where they are configured. A bucket is looked at when its first mapper is worked on.</summary>
    public static IServiceCollection AddS3Lake(this IServiceCollection services, S3Configuration s3, AthenaConfiguration? athena)
    {
        services.AddSingleton<ILakeStores>(provider => new S3LakeStores(
            s3, (options, credentials) => S3Clients.Create(options, credentials ?? provider.GetService<AWSCredentials>()), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IMapperPolicies>(new MapperPolicyWriter(s3, athena));
        return athena is null ? services : services.AddAthena(athena, s3);
    }

    private static IServiceCollection AddAthena(this IServiceCollection services, AthenaConfiguration configuration, S3Configuration lake)
    {
        services.AddSingleton(provider => new AthenaServices(
            configuration,
            lake,
            provider.GetService<AWSCredentials>(),
            provider.GetService<AWSCredentials>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IQueryFinder>(provider => provider.GetRequiredService<AthenaServices>().Finder);
        return services.AddSingleton<ITableCatalog>(provider => provider.GetRequiredService<AthenaServices>().Catalog);
    }

    /// <summary>Records in DynamoDB, for a host. The table is made sure of before any hosted service starts, and nothing is done while records are moved in or once they were moved away.</summary>
    public static IServiceCollection AddDynamoDbRecords(this IServiceCollection services, DynamoDbConfiguration configuration)
    {
        DynamoDbTableOptions options = new() { Table = configuration.Table, Create = configuration.Create };
        services.AddSingleton<IAmazonDynamoDB>(provider => DynamoDbClients.Create(configuration, provider.GetService<AWSCredentials>()));
        services.AddSingleton<IRecordStore>(provider => new GuardedRecords(
            new DynamoDbRecordStore(provider.GetRequiredService<IAmazonDynamoDB>(), options), provider.GetRequiredService<TimeProvider>()));
        return services.AddHostedService(provider => new DynamoDbTableCheck(
            new DynamoDbTable(provider.GetRequiredService<IAmazonDynamoDB>(), provider.GetRequiredService<TimeProvider>(), options)));
    }
}
