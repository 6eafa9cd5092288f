using Erasure.Core.Deletion.Queue;
using Erasure.Core.Deletion.Reports;
using Erasure.Core.Domains;
using Erasure.Core.Lake.Mappers;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>A column that no record of JSON has is spelled otherwise: nobody is called erased by it.</summary>
public sealed class SeenColumnsTests : IDisposable
{
    private static readonly DataMapper Clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("user", """{"by":"u-2042"}""")]
    [InlineData("by.id", """{"by":"u-2042"}""")]
    [InlineData("by", """{"by":{"id":"u-2042"}}""")]
    [InlineData("by", """{"list":[{"by":"u-2042"}]}""")]
    [InlineData("by_", """[{"by":"u-2042"},{"by":"u-1"}]""")]
    public async Task A_column_that_is_in_no_record_is_told_and_owed(string column, string text)
    {
        Write("clicks/a.jsonl", text);
        Write("clicks/b.jsonl", "{}\n");
        await using JobWorld world = await StartAsync(Named(column));

        Outcome.Failed failed = Assert.IsType<Outcome.Failed>(await world.RunAsync());

        Assert.Equal(("matches-failed", $"clicks: column-not-found: No record of any object has {column}: correct the column's name; where objects may lack it, say optional."), (failed.Code, failed.Detail));
        Assert.Equal(text, JobWorld.Read(folder.Path, "clicks/a.jsonl"));
        Assert.False(await world.Host.Services.GetRequiredService<QueueStore>().IsEmptyAsync(CancellationToken.None));
        JobMapperReport mapper = Assert.Single((await world.Jobs.GetReportAsync(await world.JobIdAsync(), default))!.Mappers);
        Assert.Equal(("matches-failed", "column-not-found"), (mapper.Code, mapper.Reason));
    }

    [Theory]
    [InlineData("by", """{"by":null}""")]
    [InlineData("by", """{"By":7}""")]
    [InlineData("by", """{"by":[]}""")]
    [InlineData("by", """{"by":[[1]]}""")]
    [InlineData("a.by", """{"a":[{"x":1},{"by":""}]}""")]
    [InlineData("by", "{}")]
    [InlineData("by", "")]
    [InlineData("by", "[]")]
    public async Task A_column_that_some_record_has_or_of_which_none_says_anything_is_searched(string column, string text)
    {
        Write("clicks/a.jsonl", text);
        Write("clicks/b.jsonl", text.Contains("by", StringComparison.OrdinalIgnoreCase) ? """{"other":"u-1"}""" : "{}");
        await using JobWorld world = await StartAsync(Named(column));

        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());
    }

    [Fact]
    public async Task A_column_that_only_erased_records_had_is_spelled_right()
    {
        Write("clicks/a.jsonl", """{"by":"u-2042"}""" + "\n" + """{"other":"u-1"}""" + "\n");
        await using JobWorld world = await StartAsync(Clicks);

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 2));
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 3));
    }

    /// <summary>What was seen once says nothing of what is written later.</summary>
    [Theory]
    [InlineData("clicks/a.jsonl")]
    [InlineData("clicks/b.jsonl")]
    public async Task A_column_that_is_renamed_after_its_records_were_erased_is_told_and_owed(string written)
    {
        Write("clicks/a.jsonl", "{\"by\":\"u-2042\"}\n{\"other\":\"u-1\"}\n");
        Write("clicks/b.jsonl", "{\"other\":\"u-1\"}\n");
        await using JobWorld world = await StartAsync(Clicks);
        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());

        Write(written, "{\"user\":\"u-2042\"}\n");

        Assert.Contains("column-not-found: No record of any object has by:", Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt: 2)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_is_renamed_after_a_job_has_found_nobody_by_it_is_told_and_owed()
    {
        Write("clicks/a.jsonl", "{\"by\":\"u-1\"}\n");
        await using JobWorld world = await StartAsync(Clicks);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());

        Write("clicks/a.jsonl", "{\"user\":\"u-2042\"}\n");

        Assert.Equal("matches-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt: 2)).Code);
    }

    [Fact]
    public async Task A_column_that_the_key_answers_is_there()
    {
        Write("clicks/by=u-1/a.jsonl", """{"other":"u-1"}""");
        await using JobWorld world = await StartAsync(Clicks);

        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());
    }

    [Theory]
    [InlineData(DataFormat.Json, "{\"mail\":\"x\"}\n")]
    [InlineData(DataFormat.Csv, "mail\nx\n")]
    public async Task Objects_may_lack_an_optional_column(DataFormat format, string text)
    {
        Write("clicks/a", text);
        await using JobWorld world = await StartAsync(Clicks with { Format = format, Identifiers = Columns("user_id", new IdentifierColumn { Column = "by", Optional = true }) });

        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());
    }

    [Fact]
    public async Task Each_column_of_each_identifier_is_there_or_optional()
    {
        Write("clicks/a", """{"by":"x"}""");
        await using JobWorld world = await StartAsync(
            Clicks with
            {
                Identifiers = Columns("user_id", "by", "usr", new IdentifierColumn { Column = "user", Optional = true }, new IdentifierColumn { Column = "usr2", Rules = ["trim"] }).Concat(Columns("email", "mail")).ToDictionary()
            });

        Assert.Contains("No record of any object has mail or usr or usr2:", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Detail, StringComparison.Ordinal);
    }

    private static Dictionary<string, IReadOnlyList<IdentifierColumn>> Columns(string identifier, params IdentifierColumn[] columns) => new() { [identifier] = columns };

    private static DataMapper Named(string column) => JobWorld.Mapper("clicks", DataFormat.Json, columns: [column]);

    private void Write(string key, string text) => JobWorld.Write(folder.Path, key, text);

    private Task<JobWorld> StartAsync(params DataMapper[] mappers) => JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, mappers: mappers));
}
