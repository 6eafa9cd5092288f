using Erasure.Aws.S3;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Policies;

namespace Erasure.Aws.Policies;

/// <summary>What the store, and Athena, do in a bucket.</summary>
internal static class S3Policies
{
    private static readonly string[] Read = ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectTagging", "s3:GetObjectVersionTagging", "s3:GetObjectRetention", "s3:GetObjectLegalHold"];
    private static readonly string[] Replace = ["s3:PutObject", "s3:PutObjectTagging", "s3:AbortMultipartUpload", "s3:DeleteObject"];
    private static readonly string[] Acl = ["s3:GetObjectAcl", "s3:GetObjectVersionAcl", "s3:PutObjectAcl"];

    // An endpoint without conditions: a version that hides a write is removed again. One that takes no tags with an upload: they come after it.
    private static readonly string[] TakeBack = ["s3:DeleteObjectVersion"];
    private static readonly string[] Elsewhere = ["s3:PutObjectVersionTagging"];
    private static readonly string[] Past = ["s3:DeleteObjectVersion", "s3:RestoreObject"];

    /// <summary>Finding, replacing, and removing what was before, below one folder.</summary>
    public static IEnumerable<PolicyStatement> Lake(string partition, string bucket, string folder, DataMapper mapper, S3Configuration lake) =>
    [
        .. Listing(partition, bucket, folder, "Lake", "s3:ListBucket", "s3:ListBucketVersions"),
        new()
        {
            Sid = "LakeVersioning",
            Action = ["s3:GetBucketVersioning"],
            Resource = [BucketArn(partition, bucket)],
        },
        new()
        {
            Sid = "LakeObjects",
            Action =
            [
                .. Read, .. Replace, .. lake.KeepAcl ? Acl : [], .. lake.Endpoint is null ? [] : Elsewhere,
                .. mapper.DeleteOldVersions ? Past : ["s3:RestoreObject"], .. mapper.DeleteOldVersions || lake.Endpoint is null ? [] : TakeBack,
            ],
            Resource = ObjectArns(partition, bucket, folder),
        },
        .. lake.Endpoint is null ? Array.Empty<PolicyStatement>() : [Batches(partition, bucket)],
    ];

    /// <summary>Ceph asks this of who removes several versions by one request, and then of each version whether that may be removed.</summary>
    private static PolicyStatement Batches(string partition, string bucket) =>
        new() { Sid = "LakeBatches", Action = ["s3:DeleteObject"], Resource = [BucketArn(partition, bucket)] };

    /// <summary>Finding out what an endpoint other than AWS's honours, on an object of the store's own.</summary>
    public static IEnumerable<PolicyStatement> Probe(string partition, string bucket) =>
    [
        .. Listing(partition, bucket, CapabilityProbe.Folder, "Probe", "s3:ListBucket", "s3:ListBucketVersions"),
        new()
        {
            Sid = "ProbeObjects",
            Action = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:AbortMultipartUpload", "s3:DeleteObject", "s3:DeleteObjectVersion"],
            Resource = ObjectArns(partition, bucket, CapabilityProbe.Folder),
        },
    ];

    /// <summary>What queries need of the folder: to read it.</summary>
    public static IEnumerable<PolicyStatement> Queried(string partition, string bucket, string folder) =>
    [
        .. Listing(partition, bucket, folder, "Queried", "s3:ListBucket"),
        new() { Sid = "QueriedBucket", Action = ["s3:GetBucketLocation"], Resource = [BucketArn(partition, bucket)] },
        new() { Sid = "QueriedObjects", Action = ["s3:GetObject"], Resource = ObjectArns(partition, bucket, folder) },
    ];

    /// <summary>Writing, querying and removing manifests.</summary>
    public static IEnumerable<PolicyStatement> Manifests(string partition, string bucket, string folder) =>
    [
        .. Listing(partition, bucket, folder, "Manifests", "s3:ListBucket", "s3:ListBucketVersions"),
        new() { Sid = "ManifestsBucket", Action = ["s3:GetBucketLocation"], Resource = [BucketArn(partition, bucket)] },
        new() { Sid = "ManifestsObjects", Action = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"], Resource = ObjectArns(partition, bucket, folder) },
    ];

    /// <summary>Writing and reading results.</summary>
    public static IEnumerable<PolicyStatement> Results(string partition, string bucket, string folder) =>
    [
        .. Listing(partition, bucket, folder, "Results", "s3:ListBucket", "s3:ListBucketMultipartUploads"),
        new() { Sid = "ResultsBucket", Action = ["s3:GetBucketLocation"], Resource = [BucketArn(partition, bucket)] },
        new() { Sid = "ResultsObjects", Action = ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"], Resource = ObjectArns(partition, bucket, folder) },
    ];

    /// <summary>Using the KMS keys of objects below a folder, through S3 alone. The encryption context names the object, or the bucket where it has a bucket key.</summary>
    public static PolicyStatement Keys(string partition, string region, string sid, string bucket, string folder, params string[] resources) => new()
    {
        Sid = sid,
        Action = ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource = resources,
        Condition = new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyList<string>>>
        {
            ["StringEquals"] = new Dictionary<string, IReadOnlyList<string>> { ["kms:ViaService"] = [$"s3.{region}.amazonaws.com{(partition == "aws-cn" ? ".cn" : "")}"] },
            ["StringLike"] = new Dictionary<string, IReadOnlyList<string>> { ["kms:EncryptionContext:aws:s3:arn"] = [BucketArn(partition, bucket), .. ObjectArns(partition, bucket, folder)] },
        },
    };

    public static string BucketArn(string partition, string bucket) => $"arn:{partition}:s3:::{bucket}";

    private static string[] ObjectArns(string partition, string bucket, string folder) => folder.Length == 0
        ? [$"{BucketArn(partition, bucket)}/*"]
        : [$"{BucketArn(partition, bucket)}/{folder}", $"{BucketArn(partition, bucket)}/{folder}/*"];

    private static IEnumerable<PolicyStatement> Listing(string partition, string bucket, string folder, string name, params string[] actions)
    {
        // The listing asks for the folder's name without a slash, which a mapper of one object needs. "IfExists", since a read of an object that
        // is gone is answered by 404 only to those who may list, and that request has no prefix; others are told 403, as if nothing were allowed.
        yield return new PolicyStatement
        {
            Sid = $"{name}Listing",
            Action = actions,
            Resource = [BucketArn(partition, bucket)],
            Condition = folder.Length == 0 ? null : new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyList<string>>>
            {
                ["StringLikeIfExists"] = new Dictionary<string, IReadOnlyList<string>> { ["s3:prefix"] = [folder, $"{folder}/*", .. Parents(folder)] },
            },
        };
    }

    // Folders above are asked for the marks of table formats.
    private static IEnumerable<string> Parents(string folder)
    {
        for (int slash = folder.LastIndexOf('/'); ; slash = folder.LastIndexOf('/', slash - 1))
        {
            string parent = slash < 0 ? "" : folder[..(slash + 1)];
            foreach (TableMark mark in TableMark.All)
            {
                yield return parent + mark.Prefix;
            }

            if (slash <= 0)
            {
                yield break;
            }
        }
    }
}
