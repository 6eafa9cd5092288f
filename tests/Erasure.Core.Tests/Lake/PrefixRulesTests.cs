using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Tests.Shared.Jobs;

namespace Erasure.Core.Tests.Lake;

public sealed class PrefixRulesTests
{
    private static readonly LakeConfiguration S3 = new() { S3 = new S3Configuration { Bucket = "vers" } };
    private static readonly LakeConfiguration Folder = new() { Folder = "/lake" };

    [Theory]
    [InlineData("s3://vers/events/", "is an address: write \"bucket\": \"vers\", and write \"prefix\": \"events/\"")]
    [InlineData("s3a://vers/events//x/*.gz", "is an address: write \"bucket\": \"vers\", and write \"prefix\": \"events/x/\", which covers every object below it")]
    [InlineData("S3://vers", "is an address: write \"bucket\": \"vers\", and write \"prefix\": \"\" for everything in the lake")]
    [InlineData("arn:aws:s3:::vers/events", "is an address: write \"bucket\": \"vers\", and write \"prefix\": \"events\"")]
    [InlineData("https://vers.s3.amazonaws.com/events", "is an address: give the folder below the lake's root")]
    [InlineData("vers/events", "begins with the name of the bucket (or else, where the bucket has a folder of that name, give the mapper \"bucket\": \"vers\" too): write \"prefix\": \"events\"")]
    [InlineData("/vers/events", "is no path below the lake's root and begins with the name of the bucket (or else, where the bucket has a folder of that name, give the mapper \"bucket\": \"vers\" too): write \"prefix\": \"events\"")]
    [InlineData("/events", "is no path below the lake's root: write \"prefix\": \"events\"")]
    [InlineData("/", "is no path below the lake's root: write \"prefix\": \"\" for everything in the lake")]
    [InlineData("events//x", "has an empty part (//): write \"prefix\": \"events/x\"")]
    [InlineData("events//", "has an empty part (//): write \"prefix\": \"events/\"")]
    [InlineData("events\\x", "has backslashes: write \"prefix\": \"events/x\"")]
    [InlineData("C:\\lake\\events", "is no path below the lake's root and has backslashes: write \"prefix\": \"lake/events\"")]
    [InlineData("./events", "has . or .. as a part: write \"prefix\": \"events\"")]
    [InlineData("a/../b", "has . or .. as a part: write \"prefix\": \"b\"")]
    [InlineData("../b", "has . or .. as a part: give the folder below the lake's root")]
    [InlineData("clicks/*.gz", "has wildcards, which only include and exclude know: write \"prefix\": \"clicks/\", which covers every object below it")]
    [InlineData("**", "has wildcards, which only include and exclude know: write \"prefix\": \"\" for everything in the lake")]
    [InlineData("clicks/2026-??/x", "has wildcards, which only include and exclude know: write \"prefix\": \"clicks/\", which covers every object below it")]
    [InlineData("clicks/part[0-9]", "has wildcards, which only include and exclude know: write \"prefix\": \"clicks/\", which covers every object below it")]
    [InlineData("clicks/{a,b}/", "has wildcards, which only include and exclude know: write \"prefix\": \"clicks/\", which covers every object below it")]
    [InlineData("clicks/a.json?versionId=3", "has a query (?...): write \"prefix\": \"clicks/a.json\"")]
    public void What_is_no_path_in_the_lake_is_refused_with_what_to_write(string prefix, string message) =>
        Assert.Equal(message, Assert.Single(Check(prefix, S3)).Message);

    [Theory]
    [InlineData("")]
    [InlineData("events/")]
    [InlineData("events/date=2026-10-30/part-0000.parquet")]
    [InlineData("vers2/events")]
    [InlineData("a+b %41/ü ö/[id]/{id}/what?/user [user-id]")]
    [InlineData("a:b/c")]
    [InlineData("...")]
    public void What_a_key_may_hold_is_left_alone(string prefix)
    {
        Assert.Empty(Check(prefix, S3));
        Assert.Empty(Check(prefix, Folder));
    }

    [Fact]
    public void A_folder_that_is_named_as_its_bucket_is_taken_where_the_bucket_is_given()
    {
        Assert.Empty(Check("vers/events", S3, "vers"));
        Assert.Empty(Check("vers/events", Folder));
        Assert.Equal("is an address in S3, and the lake is a folder: write \"prefix\": \"events\"", Assert.Single(Check("s3://vers/events", Folder)).Message);
    }

    private static IEnumerable<MapperProblem> Check(string prefix, LakeConfiguration lake, string? bucket = null) =>
        MapperRules.Check(JobWorld.Mapper("a", DataFormat.Json, columns: ["id"]) with { Prefix = prefix, Bucket = bucket }, lake);
}
