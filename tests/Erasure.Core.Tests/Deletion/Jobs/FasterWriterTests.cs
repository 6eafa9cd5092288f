using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>Another program is at the object just when its successor is put in its place: what it takes out isn't counted as ours.</summary>
public sealed class FasterWriterTests : IDisposable
{
    private const string Mine = """{"by":"u-2042"}""" + "\n";

    private readonly TempFolder folder = new();

    public FasterWriterTests()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", Mine + "{}\n");
        JobWorld.Write(folder.Path, "clicks/b.jsonl", "{}\n");
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("{}\n")]
    [InlineData(null)]
    public async Task What_somebody_else_took_out_first_is_not_told_as_erased(string? now)
    {
        await using JobWorld world = await StartAsync(path =>
        {
            if (now is null)
            {
                File.Delete(path);
            }
            else
            {
                File.WriteAllText($"{path}.new", now);
                File.Move($"{path}.new", path, overwrite: true);
            }
        });

        Assert.IsType<Outcome.NothingFound>(await world.RunAsync());
    }

    [Fact]
    public async Task What_it_left_is_erased_and_counted_once()
    {
        await using JobWorld world = await StartAsync(path =>
        {
            File.WriteAllText($"{path}.new", Mine + Mine);
            File.Move($"{path}.new", path, overwrite: true);
        });

        Assert.Equal(new Outcome.Erased(2) { Objects = 1 }, await world.RunAsync());
    }

    private Task<JobWorld> StartAsync(Action<string> write)
    {
        bool isFirst = true;
        return JobWorld.StartAsync(
            folder.Path,
            JobWorld.Configuration(folder.Path, new JobConfiguration(), JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"])),
            store => new ObjectStoreSpy(store)
            {
                BeforeReplace = key =>
                {
                    if (isFirst)
                    {
                        isFirst = false;
                        write(folder[$"lake/{key}"]);
                    }

                    return Task.CompletedTask;
                },
            });
    }
}
