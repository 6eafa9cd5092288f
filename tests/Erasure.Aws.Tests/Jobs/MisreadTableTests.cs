using System.Text;
using System.Text.Json.Nodes;
using Amazon.S3.Model;
using Erasure.Aws.Tests.Athena;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Lake.Mappers;

namespace Erasure.Aws.Tests.Jobs;

/// <summary>Tables whose text is in another character set than they say. No query sees there who is asked for; who reads the objects does.</summary>
[Collection(CephTests.Name)]
public sealed class MisreadTableTests(CephFixture ceph) : IAsyncLifetime
{
    private const string Json = "org.openx.data.jsonserde.JsonSerDe", OpenCsv = "org.apache.hadoop.hive.serde2.OpenCSVSerde", LazySimple = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
    private const string Twice = "twice";

    private LocalTables? tables;
    private LocalAws? aws;
    private string bucket = "";

    /// <summary>A SerDe, what the table says, what the text is, and who stands in it.</summary>
    public static TheoryData<string, string?, string, string> Misread { get; } = new()
    {
        { Json, null, Twice, "Müller" },
        { Json, null, "iso-8859-1", "Müller" },
        { Json, null, "shift_jis", "山田" },
        { OpenCsv, null, Twice, "josé@example.org" },
        { OpenCsv, null, "windows-1252", "josé@example.org" },
        { LazySimple, null, "windows-1251", "Иванов" },
        { LazySimple, "iso-8859-1", "utf-8", "Müller" },
        { LazySimple, "windows-1252", "windows-1250", "Łukasz" },
    };

    public async Task InitializeAsync()
    {
        bucket = await ceph.NewBucketAsync(versioned: true);
        aws = await LocalAws.StartAsync();
        aws.Objects = tables = new LocalTables(ceph.Client);
    }

    public async Task DisposeAsync()
    {
        await aws!.DisposeAsync();
        tables!.Dispose();
    }

    [Theory]
    [MemberData(nameof(Misread))]
    public async Task Who_stands_in_text_of_another_character_set_is_owed_and_nobody_else(string serde, string? said, string stored, string person)
    {
        byte[] theirs = Bytes(serde, stored, person);
        await using AwsWorld world = await StartAsync(serde, said, theirs);
        await world.QueueAsync(["jane", "mxller", "Möllner", person]);

        DeletionJob job = await world.RunAsync();

        // Of bytes that are no text nobody can tell whose letters they are.
        long owed = said is null && stored != Twice ? 2L : 1L;
        Assert.Equal((DeletionJobState.ForgetPartiallyFailed, JobCodes.MatchesFailed, 1L, owed), (job.State, job.Code, job.Totals!.RowsErased, job.MatchesKept));
        Assert.Equal(theirs, await ReadAsync("people/theirs"));
        Assert.False(await world.IsQueueEmptyAsync());
    }

    [Theory]
    [InlineData(Json)]
    [InlineData(OpenCsv)]
    [InlineData(LazySimple)]
    public async Task Who_is_asked_for_by_other_letters_is_erased_and_owed_nothing(string serde)
    {
        await using AwsWorld world = await StartAsync(serde, null, Bytes(serde, Twice, "Müller"));
        await world.QueueAsync(["jane", "Möller", "mxller", "Ü"]);

        DeletionJob job = await world.RunAsync();

        Assert.Equal((DeletionJobState.Completed, 1L, 0L), (job.State, job.Totals!.RowsErased, job.MatchesKept));
        Assert.True(await world.IsQueueEmptyAsync());
    }

    /// <summary>Athena's reader of quoted CSV takes all text for UTF-8, whatever the table says.</summary>
    [Fact]
    public async Task What_the_table_calls_its_text_is_how_it_is_erased_from()
    {
        await using AwsWorld world = await StartAsync(OpenCsv, "iso-8859-1", Bytes(OpenCsv, "iso-8859-1", "Müller"));
        await world.QueueAsync(["Müller"]);

        DeletionJob job = await world.RunAsync();

        Assert.Equal((DeletionJobState.Completed, 1L), (job.State, job.Totals!.RowsErased));
        Assert.Equal("by,n\nsomebody,1\n"u8.ToArray(), await ReadAsync("people/theirs"));
    }

    private static byte[] Bytes(string serde, string stored, string person)
    {
        string text = serde == Json
            ? $$"""{"by":"somebody","n":"1"}""" + "\n" + $$"""{"by":"{{person}}","n":"2"}""" + "\n"
            : $"by,n\nsomebody,1\n{person},2\n";
        return stored == Twice ? Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text))) : LocalTables.EncodingOf(stored).GetBytes(text);
    }

    private async Task<AwsWorld> StartAsync(string serde, string? said, byte[] theirs)
    {
        JsonObject parameters = said is null ? [] : new JsonObject { ["serialization.encoding"] = said };
        parameters["field.delim"] = ",";
        parameters["skip.header.line.count"] = serde == Json ? "0" : "1";
        aws!.Tables["people"] = new JsonObject
        {
            ["Name"] = "people",
            ["PartitionKeys"] = new JsonArray(),
            ["Parameters"] = new JsonObject(),
            ["StorageDescriptor"] = new JsonObject
            {
                ["Location"] = $"s3://{bucket}/people/",
                ["Columns"] = new JsonArray(new JsonObject { ["Name"] = "by", ["Type"] = "string" }, new JsonObject { ["Name"] = "n", ["Type"] = "string" }),
                ["SerdeInfo"] = new JsonObject { ["SerializationLibrary"] = serde, ["Parameters"] = parameters },
            },
        };
        await PutAsync("people/theirs", theirs);
        await PutAsync("people/hers", Bytes(serde, "utf-8", "jane"));
        return await AwsWorld.StartAsync(ceph, aws, bucket, mappers: new DataMapper
        {
            Id = "people",
            Table = new CatalogTable { Database = "web", Name = "people" },
            Finder = Finder.Athena,
            Format = serde == Json ? DataFormat.Json : DataFormat.Csv,
            Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>> { ["user_id"] = ["by"] },
        });
    }

    private async Task PutAsync(string key, byte[] bytes) =>
        await ceph.Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, InputStream = new MemoryStream(bytes) });

    private async Task<byte[]> ReadAsync(string key)
    {
        using GetObjectResponse answer = await ceph.Client.GetObjectAsync(bucket, key);
        using MemoryStream bytes = new();
        await answer.ResponseStream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
