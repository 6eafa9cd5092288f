using Erasure.Core.Domains;
using Erasure.Core.Objects;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;
using static Erasure.Core.Tests.Lake.ClicksAndCrm;

namespace Erasure.Core.Tests.Deletion.Queue;

/// <summary>What a job comes to answers the attempt that it took in.</summary>
public sealed class RetriedMatchTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_is_retried_while_a_job_carries_him_is_searched_for_where_the_retry_says(bool isNamed)
    {
        JobWorld? world = null;
        bool isRetrying = false;
        await using JobWorld started = await StartAsync(store => new ObjectStoreSpy(store)
        {
            BeforeOpen = async _ =>
            {
                if (isRetrying)
                {
                    isRetrying = false;
                    await MappersOf(world!).PutAsync(Crm, default);
                    await SubmitAsync(2, "clicks", "crm");
                }
            },
        });
        world = started;
        JobWorld.Write(folder.Path, "crm/b.jsonl", Mine);
        if (isNamed)
        {
            await MappersOf(world).PutAsync(Crm, default);
        }

        await SubmitAsync(1, "clicks");
        await world.Host.RunForAsync(TimeSpan.FromHours(1));
        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.CheckAsync()).Code);

        JobWorld.Write(folder.Path, "clicks/a.jsonl", Mine);
        isRetrying = true;
        await world.RunJobAsync();

        Assert.False(isRetrying);
        Assert.Equal(new Outcome.Erased(2) { Objects = 2 }, await world.CheckAsync(attempt: 2));
        Assert.Equal("{}\n", JobWorld.Read(folder.Path, "crm/b.jsonl"));
        Assert.Empty(await world.QueuedAsync());

        Task SubmitAsync(int attempt, params string[] named) =>
            (isNamed ? world!.Connector(named) : world!.Connector()).SubmitAsync(JobWorld.Erasure with { Attempt = attempt }, JobWorld.Person, default);
    }

    private async Task<JobWorld> StartAsync(Func<IObjectStore, IObjectStore>? objects = null)
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", Malformed);
        return await JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, mappers: Clicks), objects);
    }
}
