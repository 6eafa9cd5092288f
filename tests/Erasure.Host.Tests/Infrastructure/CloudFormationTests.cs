using System.Text.Json.Nodes;

namespace Erasure.Host.Tests.Infrastructure;

/// <summary>The CloudFormation template is one by AWS's resource specification, and makes what the code expects.</summary>
public sealed class CloudFormationTests
{
    private static readonly CloudFormationTemplate Stack = InfrastructureFiles.Reading.CloudFormation;

    [Fact]
    public void The_specification_accepts_the_template() => Assert.Empty(Stack.Errors);

    [Fact]
    public void Every_resource_has_a_comment() => Assert.Empty(Stack.Resources.Where(resource => resource.Comment.Length == 0).Select(resource => resource.Name));

    [Fact]
    public void The_role_trusts_one_subject_with_one_audience()
    {
        JsonNode role = Properties("AppRole");
        JsonNode trust = JsonNode.Parse((string)role["AssumeRolePolicyDocument"]!["Fn::Sub"]![0]!)!;

        JsonNode statement = Assert.Single(trust["Statement"]!.AsArray())!;
        Assert.Equal("Allow", (string?)statement["Effect"]);
        Assert.Equal("sts:AssumeRoleWithWebIdentity", (string?)statement["Action"]);
        Assert.Equal("${Provider}", (string?)statement["Principal"]!["Federated"]);
        JsonObject condition = statement["Condition"]!["StringEquals"]!.AsObject();
        Assert.Equal("${Audience}", (string?)condition["sts.windows.net/${TenantId}/:aud"]);
        Assert.Equal("${Subject}", (string?)condition["sts.windows.net/${TenantId}/:sub"]);
        Assert.Equal(2, condition.Count);
    }

    [Fact]
    public void The_table_is_the_one_that_the_code_would_make()
    {
        JsonNode table = Properties("Table");

        Assert.Equal("PAY_PER_REQUEST", (string?)table["BillingMode"]);
        Assert.Equal(["pk HASH", "sk RANGE"], table["KeySchema"]!.AsArray().Select(key => $"{key!["AttributeName"]} {key["KeyType"]}"));
        Assert.Equal(["pk S", "sk S"], table["AttributeDefinitions"]!.AsArray().Select(key => $"{key!["AttributeName"]} {key["AttributeType"]}"));
        Assert.Equal("expires", (string?)table["TimeToLiveSpecification"]!["AttributeName"]);
        Assert.False((bool)table["PointInTimeRecoverySpecification"]!["PointInTimeRecoveryEnabled"]!);
    }

    [Fact]
    public void The_bucket_is_private_encrypted_and_forgets()
    {
        JsonNode bucket = Properties("WorkBucket");

        Assert.All(bucket["PublicAccessBlockConfiguration"]!.AsObject(), one => Assert.True((bool)one.Value!));
        JsonNode encryption = bucket["BucketEncryption"]!["ServerSideEncryptionConfiguration"]![0]!["ServerSideEncryptionByDefault"]!;
        Assert.Equal("aws:kms", (string?)encryption["SSEAlgorithm"]);
        JsonArray rules = bucket["LifecycleConfiguration"]!["Rules"]!.AsArray();
        Assert.Contains(rules, rule => (string?)rule!["Prefix"] == "manifests/" && rule["ExpirationInDays"] is not null);
        Assert.Contains(rules, rule => (string?)rule!["Prefix"] == "results/" && rule["ExpirationInDays"] is not null);
        Assert.Contains(rules, rule => rule!["AbortIncompleteMultipartUpload"] is not null);
    }

    private static JsonNode Properties(string resource) => Stack.Template["Resources"]![resource]!["Properties"]!;
}
