using Erasure.Core.Domains;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake;
using Erasure.Core.Objects;
using Erasure.Parquet;
using Erasure.Tests.Shared.Jobs;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>The store puts a successor in an object's place, and its answer is lost: what went is told, and no number that might be too low.</summary>
public sealed class LostAnswerTests : IDisposable
{
    private const string Mine = """{"by":"u-2042"}""" + "\n";

    private readonly TempFolder folder = new();

    public LostAnswerTests() => JobWorld.Write(folder.Path, "clicks/a.jsonl", Mine + Mine + "{}\n");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_went_is_counted_where_nobody_wrote_since()
    {
        await using JobWorld world = await StartAsync(store => store.AfterReplace = Once(() => throw new IOException("The connection was reset.")));

        Assert.Equal(new Outcome.Erased(2) { Objects = 1 }, await world.RunAsync());
    }

    [Fact]
    public async Task What_went_before_somebody_wrote_more_of_the_person_is_told_without_a_number()
    {
        await using JobWorld world = await StartAsync(store => store.AfterReplace = Once(() =>
        {
            File.AppendAllText(folder["lake/clicks/a.jsonl"], Mine);
            throw new IOException("The connection was reset.");
        }));

        Assert.Equal(new Outcome.Erased(), await world.RunAsync());
        Assert.Equal("{}\n", JobWorld.Read(folder.Path, "clicks/a.jsonl"));
    }

    [Fact]
    public async Task What_a_job_took_that_never_heard_of_it_is_told_by_the_next_without_a_number()
    {
        bool isAway = false;
        await using JobWorld world = await StartAsync(store =>
        {
            store.AfterReplace = Once(() =>
            {
                isAway = true;
                throw new IOException("The connection was reset.");
            });
            store.BeforeOpen = _ => isAway ? throw new IOException("The connection was reset.") : Task.CompletedTask;
        });
        Assert.IsType<Outcome.Failed>(await world.RunAsync());
        isAway = false;

        Assert.Equal(new Outcome.Erased(), await world.RunAsync(attempt: 2));
    }

    [Fact]
    public async Task What_the_store_refused_to_take_is_counted_when_it_goes()
    {
        bool isRefused = true;
        await using JobWorld world = await StartAsync(store => store.Change = plan => isRefused ? plan with { Segments = RefusedAtLast(plan.Segments) } : plan);
        Assert.IsType<Outcome.Failed>(await world.RunAsync());
        isRefused = false;

        Assert.Equal(new Outcome.Erased(2) { Objects = 1 }, await world.RunAsync(attempt: 2));
    }

    private static Func<string, Task> Once(Action action)
    {
        bool isFirst = true;
        return _ =>
        {
            if (isFirst)
            {
                isFirst = false;
                action();
            }

            return Task.CompletedTask;
        };
    }

    private static async IAsyncEnumerable<Segment> RefusedAtLast(IAsyncEnumerable<Segment> segments)
    {
        await foreach (Segment segment in segments)
        {
            yield return segment;
        }

        throw new UnauthorizedAccessException();
    }

    private Task<JobWorld> StartAsync(Action<ObjectStoreSpy> set) => JobWorld.StartAsync(
        folder.Path,
        JobWorld.Configuration(folder.Path, new JobConfiguration(), JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"])),
        store =>
        {
            ObjectStoreSpy spy = new(store);
            set(spy);
            return spy;
        });
}
