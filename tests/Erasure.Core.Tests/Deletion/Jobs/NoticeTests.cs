using System.Text.Json.Nodes;
using Erasure.Core.Configuration;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Reports;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Embedded.Objects;
using Erasure.Parquet;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>What finding notices of objects, on its way to whoever asks.</summary>
public sealed class NoticeTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_dry_run_sums_up_what_was_noticed_and_shows_where()
    {
        await using JobWorld world = await StartAsync();
        await world.AddAsync(QueueWorld.Simple(JobWorld.UserId));

        DeletionJob job = await world.RunJobAsync(isDryRun: true);

        Assert.Equal("near-misses 5, others-in-record 1", Told(job.Totals!));
        JobReport report = (await world.Jobs.GetReportAsync(job.Id, CancellationToken.None))!;
        Assert.Equal("near-misses 5, others-in-record 1", Told(Assert.Single(report.Mappers).Totals!));
        JobObject[] objects = [.. (await world.Jobs.ObjectsAsync(job.Id, 10, null, CancellationToken.None)).Items.OrderBy(item => item.Name)];
        Assert.Equal(["clicks/a.jsonl Found", "clicks/b.jsonl Clean"], objects.Select(item => $"{item.Name} {item.State}"));
        Assert.Equal(new JobNotice("near-misses", 3, "line 1"), Assert.Single(objects[1].TellNotices()));
        IReadOnlyList<JobEvent> events = (await world.Jobs.EventsAsync(job.Id, 100, null, CancellationToken.None)).Items;
        Assert.All(events.Where(happening => happening.Object is not null), happening => Assert.Equal("ObjectNoticed", happening.Name));
        Assert.Equal(3, events.Sum(happening => happening.Notices?.Count ?? 0));
    }

    [Fact]
    public async Task An_erasures_report_tells_it_too()
    {
        await using JobWorld world = await StartAsync();

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());

        JsonObject report = await world.DescribeAsync();
        Assert.Equal(5, (int)report["totals"]!["notices"]!["near-misses"]!);
        JsonNode erased = report["objects"]!.AsArray().Single(item => (string)item!["key"]! == "clicks/a.jsonl")!;
        Assert.Equal(["others-in-record", "near-misses"], erased["notices"]!.AsArray().Select(notice => (string)notice!["code"]!));
    }

    [Fact]
    public void Of_several_versions_counts_are_added_and_of_a_second_look_the_greater_one_stays()
    {
        Notice[] one = [new(NoticeCode.NearMisses, 2, "line 1")];
        Notice[] other = [new(NoticeCode.NearMisses, 3, "line 9"), new(NoticeCode.QuotedInMetadata, 1, "")];

        Assert.Equal([new(NoticeCode.NearMisses, 5, "line 1"), other[1]], JobNotices.Together(one, other));
        Assert.Equal(other, JobNotices.Again(one, other));
        Assert.Equal(other, JobNotices.Again(other, one));
    }

    private static string Told(JobTotals totals) => string.Join(", ", totals.Notices!.OrderBy(notice => notice.Key).Select(notice => $"{notice.Key} {notice.Value}"));

    private Task<JobWorld> StartAsync()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", """{"by":"u-2042"}""" + "\n{}\n");
        JobWorld.Write(folder.Path, "clicks/b.jsonl", "{}\n");
        JobWorld.Write(folder.Path, "clicks/c.jsonl", "{}\n");
        ErasureConfiguration configuration = JobWorld.Configuration(folder.Path, mappers: JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]));
        return JobWorld.StartAsync(folder.Path, configuration, lake: services =>
        {
            services.AddSingleton<IObjectStore>(new FolderObjectStore(configuration.Lake!.Folder!));
            services.AddSingleton<IFinder, NoticingFinder>();
        });
    }

    /// <summary>Notices near misses in two objects, and somebody else in a record of one.</summary>
    private sealed class NoticingFinder : IFinder
    {
        private readonly ScanFinder finder = new();

        public async ValueTask<Findings> FindAsync(DataMapper mapper, IOpenObject source, RowPredicate predicate, CancellationToken cancellationToken) =>
            await finder.FindAsync(mapper, source, predicate, cancellationToken) with
            {
                Notices = source.Info.Key switch
                {
                    "clicks/a.jsonl" => [new(NoticeCode.NearMisses, 2, "line 2"), new(NoticeCode.OthersInRecord, 1, "line 1")],
                    "clicks/b.jsonl" => [new(NoticeCode.NearMisses, 3, "line 1")],
                    _ => [],
                },
            };
    }
}
