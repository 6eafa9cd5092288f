using System.Text.Json;
using Erasure.Core.Alerts;
using Erasure.Core.Alerts.Sources;
using Erasure.Core.Decisions;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Tests.Deletion.Jobs;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Alerts;

/// <summary>What alerts tell of the lake: jobs that ended in part, objects that can't be erased from, stores that can't be used.</summary>
public sealed class LakeAlertTests : IDisposable
{
    private static readonly DataMapper Clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]);

    private readonly UnseenLake lake = new();

    public void Dispose() => lake.Dispose();

    [Fact]
    public async Task A_job_that_ended_in_part_is_told_with_its_report_and_each_object_with_its_entry()
    {
        lake.Write($"clicks/{JobWorld.UserId}/bad.jsonl", "{\n");
        lake.Write("clicks/bad.jsonl", "{\n");
        lake.Write("clicks/mine.jsonl", UnseenLake.Mine);
        await using JobWorld world = await lake.StartAsync(Clicks);
        await world.RunAsync();
        DeletionJob job = Assert.Single(await world.JobsAsync());

        AlertFinding ended = Assert.Single((await Jobs(world).LookAsync(default))!);
        AlertFinding refused = Assert.Single((await Failures(world).LookAsync(default))!);

        Assert.Equal(("job-in-part", $"/api/deletion-jobs/{job.Id}/report", $"{job.State} objects-failed", job.EndedAt), (ended.Rule.Name, ended.Page, $"{ended.Key.Single().Value} {ended.Facts.Single(fact => fact.Name == "code").Value}", ended.At));
        Assert.Equal(("object-refused", "malformed-text clicks"), (refused.Rule.Name, $"{refused.Key.Single().Value} {refused.Facts.Single(fact => fact.Name == "mappers").Value}"));
        Assert.StartsWith("/api/failures/", refused.Page, StringComparison.Ordinal);
        Assert.Equal("2", refused.Facts[0].Value);
        Assert.DoesNotContain(JobWorld.UserId, JsonSerializer.Serialize(new[] { ended, refused }), StringComparison.Ordinal);

        // A human decides of both, and what is a week old is no news.
        await foreach (ObjectFailure failure in world.Failures.ListAsync(null, default))
        {
            await world.Failures.AcceptAsync(failure.Id, new Acceptance(new HumanDecision("Ada", "looked into it"), AcceptanceMeaning.DealtWith), default);
        }

        Assert.Empty((await Failures(world).LookAsync(default))!);
        world.Host.Time.Advance(TimeSpan.FromDays(8));
        Assert.Empty((await Jobs(world).LookAsync(default))!);
    }

    [Fact]
    public async Task A_job_that_did_all_of_it_and_a_dry_run_are_no_news()
    {
        lake.Write("clicks/mine.jsonl", UnseenLake.Mine);
        await using JobWorld world = await lake.StartAsync(Clicks);
        await world.RunAsync();
        lake.Write("clicks/bad.jsonl", "{\n");
        await world.AddAsync(QueueWorld.Simple("u-7"));

        Assert.Empty((await Jobs(world).LookAsync(default))!);
        Assert.Empty((await Failures(world).LookAsync(default))!);
    }

    [Fact]
    public async Task A_mapper_whose_store_cant_be_used_is_told_until_it_can()
    {
        lake.Write("clicks/mine.jsonl", UnseenLake.Mine);
        await using JobWorld world = await lake.StartAsync(Clicks);
        ILakeWatch watch = world.Host.Services.GetRequiredService<ILakeWatch>();
        LakeAlerts alerts = new(watch);
        Assert.Empty((await alerts.LookAsync(default))!);

        lake.TakeAway("moved");
        await watch.LookAsync(default);
        AlertFinding found = Assert.Single((await alerts.LookAsync(default))!);
        Assert.Equal(("store-unreachable", true), (found.Rule.Name, found.Rule.IsState));
        Assert.Equal(["clicks"], found.Members);

        lake.BringBack("moved");
        await watch.LookAsync(default);
        Assert.Empty((await alerts.LookAsync(default))!);
    }

    [Fact]
    public async Task A_place_that_is_away_is_one_alert_however_many_mappers_are_in_it()
    {
        await using JobWorld world = await lake.StartAsync([.. Enumerable.Range(0, 30).Select(i => JobWorld.Mapper($"m{i:D2}", DataFormat.Json, columns: ["by"]))]);

        AlertFinding found = Assert.Single((await new LakeAlerts(world.Host.Services.GetRequiredService<ILakeWatch>()).LookAsync(default))!);

        Assert.Equal("no-such-prefix", found.Key.Single().Value);
        Assert.Equal(30, found.Members.Count);
        Assert.Equal(["30", "m00, m01, m02, m03, m04, m05, m06, m07, m08, m09, ..."], found.Facts.Select(fact => fact.Value));
    }

    private static JobAlerts Jobs(JobWorld world) => new(world.Host.Services.GetRequiredService<JobStore>(), world.Host.Time);

    private static FailureAlerts Failures(JobWorld world) => new(world.Host.Services.GetRequiredService<FailureStore>(), world.Host.Time);
}
