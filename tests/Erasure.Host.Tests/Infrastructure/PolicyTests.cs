using System.Text.Json;
using System.Text.Json.Nodes;
using Erasure.Aws;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Policies;
using Erasure.Core.Lake.Queries;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Host.Tests.Infrastructure;

/// <summary>What the stack's role may do in the lake is what <c>erasure mapper policy</c> says of a mapper of the stack's folder.</summary>
public sealed class PolicyTests
{
    private const string Key = "arn:aws:kms:eu-central-1:*:key/1234";

    /// <summary>The stack's parameters. It names its own account where the generator, which doesn't know it, leaves it open.</summary>
    private static readonly CloudFormationValues Stack = new(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["AWS::Partition"] = "aws",
        ["AWS::Region"] = "eu-central-1",
        ["AWS::AccountId"] = "*",
        ["LakeBucket"] = "shop-lake",
        ["LakeFolder"] = "events",
        ["LakeDatabase"] = "shop",
        ["WorkBucket"] = "shop-work",
        ["Workgroup"] = "erasure",
        ["Database"] = "erasure",
        ["Key.Arn"] = Key,
    });

    [Fact]
    public async Task The_template_says_what_the_generator_says()
    {
        S3Configuration lake = new() { Bucket = "shop-lake", Region = "eu-central-1" };
        AthenaConfiguration athena = new()
        {
            Region = "eu-central-1",
            Workgroup = "erasure",
            Manifests = "s3://shop-work/manifests/",
            Results = "s3://shop-work/results/",
            Database = "erasure",
            KmsKey = Key,
        };
        DataMapper mapper = new()
        {
            Id = "events",
            Prefix = "events",
            Table = new CatalogTable { Database = "shop", Name = "*" },
            Format = DataFormat.Parquet,
            Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>>(StringComparer.Ordinal) { ["user_id"] = ["user_id"] },
            Finder = Finder.Athena,
        };
        await using ServiceProvider services = new ServiceCollection().AddSingleton(TimeProvider.System).AddS3Lake(lake, athena).BuildServiceProvider();
        JsonNode expected = JsonSerializer.SerializeToNode(services.GetRequiredService<IMapperPolicies>().Of(mapper, principal: null).Host)!;

        string[] actual = [.. Statements("LakePolicy"), .. Statements("FindPolicy")];

        Assert.Equal(Texts(expected["Statement"]!).Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Statements(string policy) =>
        Texts(Stack.Resolve(InfrastructureFiles.Reading.CloudFormation.Template["Resources"]![policy]!["Properties"]!["PolicyDocument"]!["Statement"])!);

    private static IEnumerable<string> Texts(JsonNode statements) =>
        statements.AsArray().Select(statement =>
            new JsonObject(statement!.AsObject().OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))).ToJsonString());
}
