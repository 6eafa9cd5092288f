using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Domains;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Parquet;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>Whoever stands in a record under a name, or in a form, that can't be compared for certain is told nothing, and owed.</summary>
public sealed class DoubtfulNameTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(DataFormat.Json, "{\"user_id\":null,\"User_Id\":\"u-2042\"}\n", "column-ambiguous")]
    [InlineData(DataFormat.Json, "{\"user_id\":\"u-9\"}\n{\"user_id\":{\"S\":\"u-2042\"}}\n", "column-not-primitive")]
    [InlineData(DataFormat.Csv, "user_id,USER_ID\nu-9,u-2042\n", "column-ambiguous")]
    public async Task Whoever_may_be_in_a_record_is_owed(DataFormat format, string text, string reason)
    {
        JobWorld.Write(folder.Path, "events/a", text);
        await using JobWorld world = await JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, mappers: JobWorld.Mapper("events", format, columns: ["user_id"])));

        Assert.Equal("matches-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);

        JobObject told = Assert.Single((await world.Jobs.ObjectsAsync(await world.JobIdAsync(), 10, null, default)).Items);
        Assert.Equal(reason, CodeWords.Of(Assert.Single(told.Problems).Code));
        Assert.Equal(text, JobWorld.Read(folder.Path, "events/a"));
    }

    [Theory]
    [InlineData(DataFormat.Json, "{\"name\":\"M\u00fcller\"}\n")]
    [InlineData(DataFormat.Csv, "name,n\nM\u00fcller,1\n")]
    public async Task Whoever_may_be_in_a_value_of_another_character_set_is_owed_and_nobody_else(DataFormat format, string text)
    {
        JobWorld.Write(folder.Path, "events/a", "");
        await File.WriteAllBytesAsync(folder["lake/events/a"], System.Text.Encoding.Latin1.GetBytes(text));
        await using JobWorld world = await JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, mappers: JobWorld.Mapper("events", format, columns: ["name"])));
        await world.AddAsync(QueueWorld.Simple("Müller"));
        await world.AddAsync(QueueWorld.Simple("Miller"));

        DeletionJob job = await world.RunJobAsync();
        Assert.Equal(DeletionJobState.ForgetPartiallyFailed, job.State);

        Assert.Single(await world.QueuedAsync());
        JobObject told = Assert.Single((await world.Jobs.ObjectsAsync(job.Id, 10, null, default)).Items);
        Assert.Equal("column-malformed", CodeWords.Of(Assert.Single(told.Problems).Code));
    }

    [Fact]
    public async Task Others_are_not_held_up_by_a_value_under_another_name()
    {
        JobWorld.Write(folder.Path, "events/a", "{\"user_id\":null,\"User_Id\":\"u-7\"}\n{\"user_id\":\"u-8\"}\n");
        await using JobWorld world = await JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, mappers: JobWorld.Mapper("events", DataFormat.Json, columns: ["user_id"])));
        await world.AddAsync(QueueWorld.Simple("u-7"));
        await world.AddAsync(QueueWorld.Simple("u-8"));

        Assert.Equal(DeletionJobState.ForgetPartiallyFailed, (await world.RunJobAsync()).State);

        Assert.Single(await world.QueuedAsync());
        Assert.Equal("{\"user_id\":null,\"User_Id\":\"u-7\"}\n", JobWorld.Read(folder.Path, "events/a"));
    }

    [Theory]
    [InlineData("user_id=u%2B2042", "u+2042", null)]
    [InlineData("user_id=u%2B2042", "u%2B2042", "partition-ambiguous")]
    [InlineData("user_id=u%42", "u%42", null)]
    [InlineData("user_id=u%42", "uB", "partition-ambiguous")]
    [InlineData("User_ID=u 2042", "u 2042", null)]
    public async Task Partitions_that_their_writers_did_not_encode_are_met_in_both_readings(string partition, string asked, string? code)
    {
        JobWorld.Write(folder.Path, $"events/{partition}/a.json", "{\"n\":1}\n");
        JobWorld.Write(folder.Path, "events/b.json", "{\"user_id\":\"u-1\"}\n");
        await using JobWorld world = await JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, mappers: JobWorld.Mapper("events", DataFormat.Json, columns: ["user_id"])));
        await world.AddAsync(QueueWorld.Simple(asked));

        await world.RunJobAsync();

        Assert.Equal(code is not null, File.Exists(folder[$"lake/events/{partition}/a.json"]));
        Assert.Equal(code is null ? [] : [code], (await world.Failures.ListAsync(null, default).ToListAsync()).Select(failure => failure.Code));
    }
}
