using System.IO.Compression;
using System.Text;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>Where an object's rows have a partition's column, they say whose they are, and not its key.</summary>
public sealed class OwnColumnsTests : IDisposable
{
    private static readonly DataMapper Lines = JobWorld.Mapper("events", DataFormat.Json, columns: ["user_id"]);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("user_id=u-9", "{\"user_id\":\"u-2042\"}\n{\"user_id\":\"u-9\"}\n", "{\"user_id\":\"u-9\"}\n")]
    [InlineData("user_id=u-9/user_id=u-8", "{\"user_id\":\"u-2042\"}\n{\"user_id\":\"u-9\"}\n", "{\"user_id\":\"u-9\"}\n")]
    [InlineData("user_id=u-2042/user_id=u-8", "{\"user_id\":\"u-2042\"}\n{\"user_id\":\"u-2042\"}\n", null)]
    [InlineData("user_id=u-2042", "{\"user_id\":\"u-2042\"}\n{\"user_id\":\"u-2042\"}\n", null)]
    [InlineData("user_id=u-2042/user_id=u-2042", "{}\n", null)]
    public async Task Rows_decide_where_they_have_the_column(string partition, string text, string? left)
    {
        JobWorld.Write(folder.Path, $"events/{partition}/a.jsonl", text);
        JobWorld.Write(folder.Path, "events/b.jsonl", "{\"user_id\":\"u-1\"}\n");
        await using JobWorld world = await StartAsync(Lines);

        Assert.IsType<Outcome.Erased>(await world.RunAsync());

        string path = folder[$"lake/events/{partition}/a.jsonl"];
        Assert.Equal(left, File.Exists(path) ? await File.ReadAllTextAsync(path) : null);
    }

    /// <summary>For Hive, Spark and Athena all rows are the person's; by their own column they are somebody's or nobody's.</summary>
    [Theory]
    [InlineData("user_id=u-2042", "{\"user_id\":\"u-2042\"}\n{\"user_id\":\"u-9\"}\n")]
    [InlineData("USER_ID=u-2042", "{\"user_id\":\"u-2042\"}\n{\"amount\":5}\n{\"user_id\":\"u-9\"}\n")]
    [InlineData("user_id=u-2042", "{\"user_id\":\"u-2042\"}\n{\"user_id\":null}\n")]
    [InlineData("user_id=u-2042", "{\"user_id\":\"u-9\"}\n")]
    [InlineData("user_id=u-2042/user_id=u-8", "{\"user_id\":\"u-2042\"}\n{\"amount\":5}\n")]
    public async Task Rows_that_do_not_say_what_their_key_says_stay_and_are_owed(string partition, string text)
    {
        JobWorld.Write(folder.Path, $"events/{partition}/a.jsonl", text);
        JobWorld.Write(folder.Path, "events/b.jsonl", "{\"user_id\":\"u-1\"}\n");
        await using JobWorld world = await StartAsync(Lines);

        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);

        Assert.Equal("partition-ambiguous", Assert.Single(await world.Failures.ListAsync(null, default).ToListAsync()).Code);
        Assert.Equal(text, JobWorld.Read(folder.Path, $"events/{partition}/a.jsonl"));
    }

    [Fact]
    public async Task A_row_that_leaves_its_part_of_a_composite_to_the_key_is_owed()
    {
        const string Text = "{\"country\":\"DE\",\"name\":\"x\"}\n{\"name\":\"x\"}\n";
        JobWorld.Write(folder.Path, "events/country=DE/a.jsonl", Text);
        await using JobWorld world = await StartAsync(JobWorld.Mapper("events", DataFormat.Json, columns: ["country", "name"]));
        await world.AddAsync(QueueWorld.Composite("events", ("country", "DE"), ("name", "x")));

        Assert.Equal(DeletionJobState.ForgetFailed, (await world.RunJobAsync()).State);
        Assert.Equal(Text, JobWorld.Read(folder.Path, "events/country=DE/a.jsonl"));
    }

    [Theory]
    [InlineData("user_id\nu-9\n")]
    [InlineData("user_id,n\n,1\n")]
    public async Task Rows_of_nobody_who_is_asked_for_are_owed_in_a_partition_that_is_named_after_the_person(string text)
    {
        JobWorld.Write(folder.Path, "events/user_id=u-2042/a.csv", text);
        await using JobWorld world = await StartAsync(Lines with { Format = DataFormat.Csv });

        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);
        Assert.Equal(text, JobWorld.Read(folder.Path, "events/user_id=u-2042/a.csv"));
    }

    [Theory]
    [InlineData("{\"country\":\"DE\",\"name\":\"x\"}\n{\"country\":\"FR\",\"name\":\"x\"}\n", "{\"country\":\"FR\",\"name\":\"x\"}\n")]
    [InlineData("{\"name\":\"x\"}\n{\"name\":\"y\"}\n", null)]
    public async Task A_part_of_a_composite_is_asked_of_the_rows_that_have_its_column(string text, string? left)
    {
        JobWorld.Write(folder.Path, "events/country=FR/a.jsonl", text);
        await using JobWorld world = await StartAsync(JobWorld.Mapper("events", DataFormat.Json, columns: ["country", "name"]));
        await world.AddAsync(QueueWorld.Composite("events", ("country", "DE"), ("name", "x")));

        DeletionJob job = await world.RunJobAsync();

        Assert.Equal((DeletionJobState.Completed, left is null ? 0 : 1), (job.State, job.Totals!.RowsErased));
        Assert.Equal(left ?? text, JobWorld.Read(folder.Path, "events/country=FR/a.jsonl"));
    }

    [Theory]
    [InlineData("user_id=u-2042/user_id=u-9/a.jsonl")]
    [InlineData("user_id=u-9/USER_ID=u-2042/a.jsonl")]
    [InlineData("user_id=u-9/day=1/user_id=u-2042/_tmp/a.jsonl")]
    public async Task A_key_that_contradicts_itself_is_refused_for_whom_it_may_mean(string key)
    {
        JobWorld.Write(folder.Path, $"events/{key}", "{}\n");
        JobWorld.Write(folder.Path, "events/b.jsonl", "{\"user_id\":\"u-1\"}\n");
        await using JobWorld world = await StartAsync(Lines);

        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);

        Assert.Equal("partition-ambiguous", Assert.Single(await world.Failures.ListAsync(null, default).ToListAsync()).Code);
        Assert.Equal("{}\n", JobWorld.Read(folder.Path, $"events/{key}"));
    }

    [Fact]
    public async Task Malformed_text_that_names_the_partitions_column_is_not_deleted_by_its_key()
    {
        const string Text = "{\"user_id\":\"u-9\"}\n{\"x\":\n";
        JobWorld.Write(folder.Path, "events/user_id=u-2042/a.jsonl", Text);
        await using JobWorld world = await StartAsync(Lines);

        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);
        Assert.Equal(Text, JobWorld.Read(folder.Path, "events/user_id=u-2042/a.jsonl"));
    }

    public static TheoryData<DataFormat, byte[], string> Unreadable => new()
    {
        { DataFormat.Csv, Encoding.Unicode.GetBytes("user_id,n\nu-9,1\n"), "malformed-text" },
        { DataFormat.Csv, [.. Encoding.UTF32.GetPreamble(), .. Encoding.UTF32.GetBytes("user_id,n\nu-9,1\n")], "malformed-text" },
        { DataFormat.Csv, [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("user_id,n\nu-8,1\n\"u-9,2\n")], "malformed-text" },
        { DataFormat.Csv, Zipped(Zipped(Encoding.UTF8.GetBytes("user_id,n\nu-9,1\n"))), "malformed-text" },
        { DataFormat.Csv, [.. "PK\u0003\u0004"u8, 1, 2, 3], "unsupported-codec" },
        { DataFormat.Csv, CodePagesEncodingProvider.Instance.GetEncoding("IBM037")!.GetBytes("user_id,n\nu-9,1\n"), "malformed-text" },
        { DataFormat.Json, Encoding.Unicode.GetBytes("{\"user_id\":\"u-9\"}\n"), "malformed-text" },
        { DataFormat.Json, Encoding.UTF8.GetBytes("{\"\\u0075ser_id\":\"u-8\"}\n{\"\\u0075ser_id\":\"u-9\"\n"), "malformed-text" },
        { DataFormat.Json, Zipped(Zipped(Encoding.UTF8.GetBytes("{\"user_id\":\"u-9\"}\n"))), "malformed-text" },
        { DataFormat.Parquet, [.. "PAR1"u8, 1, 2, 3, 4, 5, 6, 7, 8, .. "PARX"u8], "not-the-format" },
    };

    /// <summary>Its rows may have the column, and be other people's.</summary>
    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task What_nobody_can_read_is_owed_to_the_person_whom_its_partition_is_named_after_and_stays(DataFormat format, byte[] bytes, string code)
    {
        JobWorld.Write(folder.Path, "events/user_id=u-2042/a", "");
        await File.WriteAllBytesAsync(folder["lake/events/user_id=u-2042/a"], bytes);
        await using JobWorld world = await StartAsync(Lines with { Format = format });

        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);

        Assert.Equal(code, Assert.Single(await world.Failures.ListAsync(null, default).ToListAsync()).Code);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(folder["lake/events/user_id=u-2042/a"]));
    }

    [Fact]
    public async Task Malformed_text_that_surely_lacks_the_partitions_column_goes_with_the_partition()
    {
        JobWorld.Write(folder.Path, "events/user_id=u-2042/a.jsonl", "{\"n\":\"é\"}\n{\"n\":\n");
        JobWorld.Write(folder.Path, "events/b.jsonl", "{\"user_id\":\"u-1\"}\n");
        await using JobWorld world = await StartAsync(Lines);

        Assert.IsType<Outcome.Erased>(await world.RunAsync());
        Assert.False(File.Exists(folder["lake/events/user_id=u-2042/a.jsonl"]));
    }

    private static byte[] Zipped(byte[] bytes)
    {
        using MemoryStream zipped = new();
        using (GZipStream stream = new(zipped, CompressionLevel.Fastest))
        {
            stream.Write(bytes);
        }

        return zipped.ToArray();
    }

    private Task<JobWorld> StartAsync(DataMapper mapper) => JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, new JobConfiguration { Gather = TimeSpan.Zero }, mapper));
}
