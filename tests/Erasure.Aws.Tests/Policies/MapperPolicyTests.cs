using System.Text.Json;
using Erasure.Aws.Policies;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Policies;
using Erasure.Core.Lake.Queries;

namespace Erasure.Aws.Tests.Policies;

public sealed class MapperPolicyTests
{
    private const string Host = "arn:aws:iam::999999999999:role/erasure";
    private static readonly S3Configuration Lake = new() { Bucket = "lake", Region = "eu-central-1" };
    private static readonly AthenaConfiguration Athena = new() { Region = "eu-central-1", Manifests = "s3://work/manifests/", Results = "s3://work/results/", KmsKey = "key-1" };

    private static readonly DataMapper Mapper = new()
    {
        Id = "events",
        Prefix = "shop/events",
        Format = DataFormat.Parquet,
        Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>> { ["user_id"] = ["id"] },
    };

    /// <summary>What each request asks for (Service Authorization Reference, Amazon S3).</summary>
    private static readonly Dictionary<string, string[]> Actions = new()
    {
        ["ListObjectsV2Request"] = ["s3:ListBucket"],
        ["ListVersionsRequest"] = ["s3:ListBucketVersions"],
        ["GetBucketVersioningRequest"] = ["s3:GetBucketVersioning"],
        ["GetObjectRequest"] = ["s3:GetObject", "s3:GetObjectVersion"],
        ["GetObjectMetadataRequest"] = ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectRetention", "s3:GetObjectLegalHold"],
        ["GetObjectTaggingRequest"] = ["s3:GetObjectTagging", "s3:GetObjectVersionTagging"],
        ["GetObjectAclRequest"] = ["s3:GetObjectAcl", "s3:GetObjectVersionAcl"],
        ["PutObjectRequest"] = ["s3:PutObject", "s3:PutObjectTagging", "s3:PutObjectAcl"],
        ["PutObjectTaggingRequest"] = ["s3:PutObjectTagging"],
        ["InitiateMultipartUploadRequest"] = ["s3:PutObject", "s3:PutObjectTagging", "s3:PutObjectAcl"],
        ["UploadPartRequest"] = ["s3:PutObject"],
        ["CopyPartRequest"] = ["s3:PutObject", "s3:GetObject", "s3:GetObjectVersion"],
        ["CompleteMultipartUploadRequest"] = ["s3:PutObject"],
        ["AbortMultipartUploadRequest"] = ["s3:AbortMultipartUpload"],
        ["DeleteObjectRequest"] = ["s3:DeleteObject", "s3:DeleteObjectVersion"],
        ["DeleteObjectsRequest"] = ["s3:DeleteObject", "s3:DeleteObjectVersion"],
        ["RestoreObjectRequest"] = ["s3:RestoreObject"],
    };

    /// <summary>The policy of a mapper allows what a job was seen to send.</summary>
    internal static void AssertAllows(IEnumerable<string> requests)
    {
        string[] allowed = [.. Of(Mapper).Host.Statement.SelectMany(statement => statement.Action)];
        Assert.Empty(requests.SelectMany(request => Actions[request]).Distinct().Except(allowed));
    }

    [Fact]
    public void A_plain_mapper_needs_its_folder_and_nothing_else()
    {
        MapperPolicies policies = Of(Mapper);
        Assert.Equal(["LakeListing", "LakeVersioning", "LakeObjects", "LakeKeys"], policies.Host.Statement.Select(statement => statement.Sid));
        Assert.Equal((null, null, null), (policies.Role, policies.Bucket, policies.Key));
        Assert.Equal(["arn:aws:s3:::lake/shop/events", "arn:aws:s3:::lake/shop/events/*"], policies.Host.Statement[2].Resource);
        Assert.Empty(Actions.Values.SelectMany(actions => actions).Distinct().Except(policies.Host.Statement.SelectMany(statement => statement.Action)));
        string[] without = [.. new MapperPolicyWriter(Lake with { KeepAcl = false }, null).Of(Mapper with { DeleteOldVersions = false }, null).Host.Statement.SelectMany(statement =>
            statement.Action)];
        Assert.DoesNotContain("s3:DeleteObjectVersion", without);
        Assert.DoesNotContain("s3:PutObjectAcl", without);
    }

    [Fact]
    public void Another_endpoint_is_tried_out_takes_versions_back_and_has_no_keys_of_AWS()
    {
        MapperPolicies policies = new MapperPolicyWriter(Lake with { Endpoint = "https://ceph.internal" }, null).Of(Mapper with { DeleteOldVersions = false }, Host);
        Assert.Equal(["LakeListing", "LakeVersioning", "LakeObjects", "LakeBatches", "ProbeListing", "ProbeObjects"], policies.Host.Statement.Select(statement => statement.Sid));
        Assert.Contains("s3:DeleteObjectVersion", policies.Host.Statement[2].Action);
        Assert.Equal(["arn:aws:s3:::lake"], policies.Host.Statement[3].Resource);
        Assert.Equal(policies.Host.Statement.Count, policies.Bucket!.Statement.Count);
        Assert.Null(policies.Key);
    }

    [Fact]
    public void Queries_need_the_workgroup_the_tables_and_the_two_folders()
    {
        MapperPolicies policies = Of(Mapper with { Bucket = "lake", Finder = Finder.Athena, Table = new CatalogTable { Catalog = "123456789012", Database = "shop", Name = "events" } });
        string json = JsonSerializer.Serialize(policies.Host);
        Assert.Contains("arn:aws:athena:eu-central-1:*:workgroup/primary", json);
        Assert.Contains("arn:aws:glue:eu-central-1:123456789012:table/shop/events", json);
        Assert.Contains("arn:aws:glue:eu-central-1:*:table/erasure/manifest_*", json);
        Assert.Contains("arn:aws:s3:::work/manifests/*", json);
        Assert.Contains("arn:aws:s3:::work/results/*", json);
        Assert.Contains("arn:aws:kms:eu-central-1:*:key/key-1", json);
    }

    [Fact]
    public void A_role_gets_the_objects_and_the_host_no_more_than_the_role()
    {
        MapperPolicies policies = new MapperPolicyWriter(Lake, Athena).Of(Mapper with { RoleArn = "arn:aws:iam::123456789012:role/lake" }, Host);
        Assert.Equal("sts:AssumeRole", Assert.Single(Assert.Single(policies.Host.Statement).Action));
        Assert.Equal(["LakeListing", "LakeVersioning", "LakeObjects", "LakeKeys"], policies.Role!.Statement.Select(statement => statement.Sid));
        Assert.Null(policies.Bucket);
    }

    [Fact]
    public void Another_accounts_bucket_and_key_let_the_host_in()
    {
        MapperPolicies policies = new MapperPolicyWriter(Lake, Athena).Of(Mapper, Host);
        Assert.All(policies.Bucket!.Statement.Concat(policies.Key!.Statement), statement => Assert.Equal(Host, statement.Principal!["AWS"]));
        Assert.All(policies.Bucket.Statement.SelectMany(statement => statement.Action), action => Assert.StartsWith("s3:", action, StringComparison.Ordinal));
        Assert.All(policies.Key.Statement.SelectMany(statement => statement.Action), action => Assert.StartsWith("kms:", action, StringComparison.Ordinal));
    }

    private static MapperPolicies Of(DataMapper mapper) => new MapperPolicyWriter(Lake, Athena).Of(mapper, null);
}
