using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Domains;
using Erasure.Core.Objects;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;
using static Erasure.Core.Tests.Lake.ClicksAndCrm;

namespace Erasure.Core.Tests.Lake;

/// <summary>Who is owed in a lake isn't searched for in another one.</summary>
public sealed class MovedLakeTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_lake_that_the_file_moves_is_owed_until_it_is_back()
    {
        JobWorld.Write(folder.Path, "crm/b.jsonl", Malformed);
        await using (JobWorld before = await StartAsync())
        {
            Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await before.RunAsync()).Code);
        }

        JobWorld.Write(folder["other"], "clicks/a.jsonl", "{}\n");
        JobWorld.Write(folder["other"], "crm/b.jsonl", "{\"by\":1}\n");
        await using (JobWorld moved = await JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder["other"], mappers: [Clicks, Crm])))
        {
            await IsOwedInCrmAsync(moved, 2, 3);
        }

        JobWorld.Write(folder.Path, "crm/b.jsonl", Mine);
        await using JobWorld world = await StartAsync();
        await IsErasedFromCrmAsync(world, folder, attempt: 4);
    }

    [Fact]
    public async Task A_lake_that_the_file_moves_while_a_job_works_on_it_is_not_searched()
    {
        JobWorld.Write(folder.Path, "crm/b.jsonl", "{}\n");
        JobWorld? world = null;
        bool isDone = false;
        await using JobWorld started = await StartAsync(store => new ObjectStoreSpy(store)
        {
            BeforeOpen = async key =>
            {
                if (key == "crm/b.jsonl" && !isDone)
                {
                    isDone = true;
                    DeletionJob job = Assert.Single(await world!.JobsAsync());
                    await world!.Host.Services.GetRequiredService<JobStore>().ChangeMapperAsync(job.Id, "crm", before => before with { Root = "other" }, default);
                }
            },
        });
        world = started;

        Outcome.Failed failed = Assert.IsType<Outcome.Failed>(await world.RunAsync());

        Assert.Equal("find-failed", failed.Code);
        Assert.Contains("root-moved", failed.Detail, StringComparison.Ordinal);
        Assert.Equal("unknown-mapper", Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt: 2)).Code);
    }

    private async Task<JobWorld> StartAsync(Func<IObjectStore, IObjectStore>? objects = null)
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", Mine);
        return await JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, mappers: [Clicks, Crm]), objects);
    }
}
