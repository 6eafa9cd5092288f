using Erasure.Aws.S3;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Policies;
using Erasure.Core.Lake.Queries;

namespace Erasure.Aws.Policies;

/// <summary>Writes policies for mappers of a lake in S3.</summary>
internal sealed class MapperPolicyWriter(S3Configuration lake, AthenaConfiguration? athena) : IMapperPolicies
{
    /// <inheritdoc/>
    public MapperPolicies Of(DataMapper mapper, string? principal)
    {
        string region = lake.Region ?? athena?.Region ?? "*";
        string partition = Arn.PartitionOf(region);
        string bucket = mapper.Bucket ?? lake.Bucket;
        string folder = mapper.Prefix!.TrimEnd('/');
        PolicyStatement[] objects =
        [
            .. S3Policies.Lake(partition, bucket, folder, mapper, lake),
            .. lake.Endpoint is null
                ? [S3Policies.Keys(partition, region, "LakeKeys", bucket, folder, $"arn:{partition}:kms:{region}:*:key/*")]
                : S3Policies.Probe(partition, bucket),
        ];
        PolicyStatement[] queries = mapper.Finder == Finder.Athena && athena is not null ? [.. Queries(mapper, bucket, folder, athena)] : [];
        PolicyStatement[] catalog = mapper.Table is not null && athena is not null ? [.. Catalog(mapper.Table, athena)] : [];
        if (mapper.RoleArn is null)
        {
            return new MapperPolicies
            {
                Host = new PolicyDocument([.. objects, .. catalog, .. queries]),
                Bucket = principal is null ? null : BucketPolicy(partition, bucket, [.. objects, .. queries], principal),
                Key = principal is null || lake.Endpoint is not null ? null : KeyPolicy(partition, region, bucket, folder, principal),
            };
        }

        // Queries run as the host: they read the objects without the mapper's role.
        PolicyStatement takeOn = new() { Sid = "TakeOnRole", Action = ["sts:AssumeRole"], Resource = [mapper.RoleArn] };
        return new MapperPolicies
        {
            Host = new PolicyDocument([takeOn, .. catalog, .. queries]),
            Role = new PolicyDocument(objects),
            Bucket = principal is null || queries.Length == 0 ? null : BucketPolicy(partition, bucket, queries, principal),
            Key = principal is null || queries.Length == 0 ? null : KeyPolicy(partition, region, bucket, folder, principal),
        };
    }

    private static PolicyDocument BucketPolicy(string partition, string bucket, IEnumerable<PolicyStatement> statements, string principal)
    {
        string arn = S3Policies.BucketArn(partition, bucket);
        return new PolicyDocument(
        [
            .. statements
                .Where(statement => statement.Action.All(action => action.StartsWith("s3:", StringComparison.Ordinal))
                    && statement.Resource.All(resource => resource == arn || resource.StartsWith(arn + "/", StringComparison.Ordinal)))
                .Select(statement => statement with { Principal = new Dictionary<string, string> { ["AWS"] = principal } }),
        ]);
    }

    private static PolicyDocument KeyPolicy(string partition, string region, string bucket, string folder, string principal) =>
        new([S3Policies.Keys(partition, region, "LakeKey", bucket, folder, "*") with { Principal = new Dictionary<string, string> { ["AWS"] = principal } }]);

    private static IEnumerable<PolicyStatement> Catalog(CatalogTable table, AthenaConfiguration athena)
    {
        string glue = $"arn:{Arn.PartitionOf(athena.Region)}:glue:{athena.Region}:{table.Catalog ?? "*"}";
        yield return new PolicyStatement
        {
            Sid = "Table",
            Action = ["glue:GetTable", "glue:GetPartition", "glue:GetPartitions", "glue:BatchGetPartition", "glue:GetDatabase"],
            Resource = [$"{glue}:catalog", $"{glue}:database/{table.Database}", $"{glue}:table/{table.Database}/{table.Name}"],
        };
    }

    private static IEnumerable<PolicyStatement> Queries(DataMapper mapper, string bucket, string folder, AthenaConfiguration athena)
    {
        string partition = Arn.PartitionOf(athena.Region);
        string glue = $"arn:{partition}:glue:{athena.Region}:*";
        S3Address manifests = S3Address.Parse(athena.Manifests)!.Value;
        yield return new PolicyStatement
        {
            Sid = "Queries",
            Action = ["athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults", "athena:StopQueryExecution"],
            Resource = [$"arn:{partition}:athena:{athena.Region}:*:workgroup/{athena.Workgroup}"],
        };
        yield return new PolicyStatement
        {
            Sid = "ManifestTables",
            Action = ["glue:CreateTable", "glue:DeleteTable", "glue:GetTable", "glue:GetPartitions", "glue:GetDatabase"],
            Resource = [$"{glue}:catalog", $"{glue}:database/{athena.Database}", $"{glue}:table/{athena.Database}/manifest_*"],
        };
        IEnumerable<PolicyStatement> folders =
        [
            .. mapper.RoleArn is null ? [] : S3Policies.Queried(partition, bucket, folder),
            .. S3Policies.Manifests(partition, manifests.Bucket, manifests.Key.TrimEnd('/')),
            .. athena.Results is { } address && S3Address.Parse(address) is { } results ? S3Policies.Results(partition, results.Bucket, results.Key.TrimEnd('/')) : [],
        ];
        foreach (PolicyStatement statement in folders)
        {
            yield return statement;
        }

        if (athena.KmsKey is { } key)
        {
            yield return S3Policies.Keys(partition, athena.Region, "ManifestKey", manifests.Bucket, manifests.Key.TrimEnd('/'), key.StartsWith("arn:", StringComparison.Ordinal) ? key : $"arn:{partition}:kms:{athena.Region}:*:key/{key}");
        }
    }
}
