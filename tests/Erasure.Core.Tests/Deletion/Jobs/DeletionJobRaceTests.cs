using System.Text;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Domains;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Embedded.Objects;
using Erasure.Parquet;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Deletion.Jobs;

public sealed class DeletionJobRaceTests : IDisposable
{
    private const int Appends = 150;
    private readonly TempFolder folder = new();
    private readonly TempFolder elsewhere = new();

    public void Dispose()
    {
        folder.Dispose();
        elsewhere.Dispose();
    }

    [Fact]
    public async Task Rows_that_a_program_appends_while_jobs_run_are_all_there_in_the_end()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", """{"by":"u-2042"}""" + "\n");
        await using JobWorld world = await JobWorld.StartAsync(
            folder.Path,
            JobWorld.Configuration(folder.Path, null, JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"])));

        Task appending = Task.Run(AppendAsync);
        int attempt = 0;
        while (!appending.IsCompleted)
        {
            await world.RunAsync(++attempt);
        }

        await appending;
        Outcome last = await world.RunAsync(++attempt);

        Assert.True(last is Outcome.Erased or Outcome.NothingFound, $"{last}");
        Assert.Equal(Enumerable.Range(0, Appends).Select(i => $"{{\"n\":{i}}}"), JobWorld.Read(folder.Path, "clicks/a.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_thousand_races_of_two_jobs_and_an_appender_leave_nothing_to_erase_and_lose_nothing(bool locks)
    {
        FolderObjectStore store = new(folder.Path);
        ObjectRace race = new(store, (key, row) => AppendAsync(store, key, row), locks);
        await Parallel.ForAsync(0, 1000, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (round, _) =>
        {
            string key = $"{round}.jsonl";
            await File.WriteAllTextAsync(folder[key], ObjectRace.Start, CancellationToken.None);

            Assert.All(await race.RunAsync(key), left => Assert.Equal(JobObjectState.Clean, left));

            Assert.Equal(ObjectRace.End, await File.ReadAllTextAsync(folder[key], CancellationToken.None));
        });
    }

    private static async Task<bool> AppendAsync(FolderObjectStore store, string key, string row)
    {
        await using IOpenObject? open = await store.OpenAsync(key, CancellationToken.None);
        IEnumerable<Segment> segments = [new Segment.Copy(0, open!.Length), new Segment.Write(Encoding.UTF8.GetBytes(row))];
        return await store.TryReplaceAsync(open, new RewritePlan(open.Length, new Findings(0, 0, 0, []), segments.ToAsyncEnumerable()), CancellationToken.None) is not null;
    }

    // Reads, adds a row of its own and one of the person's, and renames into place: its rows are safe unless a job overwrites what it hasn't read.
    private async Task AppendAsync()
    {
        string path = folder["lake/clicks/a.jsonl"];
        for (int i = 0; i < Appends; i++)
        {
            string next = elsewhere["next"];
            await File.WriteAllTextAsync(next, await File.ReadAllTextAsync(path) + $"{{\"n\":{i}}}\n" + """{"by":"u-2042"}""" + "\n");
            File.Move(next, path, overwrite: true);
            await Task.Yield();
        }
    }
}
