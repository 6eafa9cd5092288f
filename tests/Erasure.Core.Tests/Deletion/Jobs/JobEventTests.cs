using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Reports;
using Erasure.Core.Lake;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>What happened in a job is told in the order in which it happened, to the job and to its objects alike.</summary>
public sealed class JobEventTests : IDisposable
{
    private const string Job = "job";

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Events_are_in_the_order_of_time_page_by_page(int top)
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", "{}\n");
        await using JobWorld world = await JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, new JobConfiguration(), UnseenLake.Clicks));
        JobStore store = new(world.Host.Records, world.Host.Time);
        List<string> told = [];
        foreach (string happening in "P0 z P1 m y P2 a c P3 b P4".Split(' '))
        {
            world.Host.Time.Advance(TimeSpan.FromSeconds(1));
            told.Add(happening);
            await (happening[0] == 'P'
                ? store.AddEventAsync(Job, happening[1] - '0', new JobEvent(default, happening, 0, 1), default)
                : store.PutObjectAsync(Job, happening, _ => new JobObject { Id = happening, Mapper = "clicks", Name = happening, State = JobObjectState.Deleted }, default));
        }

        List<string> pages = [];
        string? after = null;
        do
        {
            JobPage<JobEvent> page = await world.Jobs.EventsAsync(Job, top, after, default);
            Assert.InRange(page.Items.Count, 1, top);
            pages.AddRange(page.Items.Select(happening => happening.Object ?? happening.Name));
            after = page.Continuation;
        }
        while (after is not null);

        Assert.Equal(told, pages);
    }
}
