using System.Text.Json.Nodes;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Core.Vault;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>A folder lake of which parts can't be seen.</summary>
internal sealed class UnseenLake : IDisposable
{
    public const string Mine = """{"by":"u-2042"}""" + "\n{}\n";

    public static DataMapper Clicks { get; } = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]);

    public TempFolder Folder { get; } = new();

    public static async Task<string> FailsAsync(JobWorld world, string reason, int attempt = 1)
    {
        Assert.Equal("find-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt)).Code);
        JobMapper mapper = Assert.Single(await world.Host.Services.GetRequiredService<JobStore>().MappersAsync(await world.JobIdAsync(attempt), CancellationToken.None));
        Assert.Equal(("find-failed", reason), (mapper.Code, mapper.Reason));
        await IsOwedAsync(world);
        return mapper.Detail!;
    }

    /// <summary>The match is queued, and the person's identifiers are still there to search with.</summary>
    public static async Task IsOwedAsync(JobWorld world)
    {
        Assert.False(await world.Host.Services.GetRequiredService<QueueStore>().IsEmptyAsync(CancellationToken.None));
        Assert.NotNull(await world.Host.Services.GetRequiredService<SubjectVault>().OpenAsync(JobWorld.Erasure.ErasureId, CancellationToken.None));
    }

    /// <summary>A folder of the mapper's place is missed by name, and the match is queued.</summary>
    public static async Task IsOwedAsync(JobWorld world, int attempt, string folder)
    {
        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt)).Code);
        JsonNode[] objects = [.. (await world.DescribeAsync(attempt))["objects"]!.AsArray().OfType<JsonNode>()];
        Assert.Equal("folder-gone", (string?)Assert.Single(objects, item => (string?)item["key"] == folder)["code"]);
        await IsOwedAsync(world);
    }

    /// <summary>Has what is there seen by a look of the watch, a dry run or a job.</summary>
    /// <returns>The number of the next attempt.</returns>
    public static async Task<int> SeeAsync(JobWorld world, string how)
    {
        switch (how)
        {
            case "watch":
                await world.Host.Services.GetRequiredService<ILakeWatch>().LookAsync(CancellationToken.None);
                return 1;
            case "dry-run":
                await world.AddAsync(QueueWorld.Simple("someone"));
                await world.RunJobAsync(isDryRun: true);
                return 1;
            default:
                Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());
                return 2;
        }
    }

    public void TakeAway(string folder, string how)
    {
        Directory.Move(Folder[$"lake/{folder}"], Folder["away"]);
        switch (how)
        {
            case "emptied":
                Directory.CreateDirectory(Folder[$"lake/{folder}"]);
                break;
            case "empty-file":
                Write($"{folder}/NOT_MOUNTED", "");
                break;
            case "hidden-file":
                Write($"{folder}/.autofs", "nothing here\n");
                break;
        }
    }

    public void BringBackFolder(string folder)
    {
        if (Directory.Exists(Folder[$"lake/{folder}"]))
        {
            Directory.Delete(Folder[$"lake/{folder}"], recursive: true);
        }

        Directory.Move(Folder["away"], Folder[$"lake/{folder}"]);
    }

    public void TakeAway(string how)
    {
        string root = how is "empty-mapper" or "empty-file" or "linked" ? "lake/clicks" : "lake";
        Directory.Move(Folder[root], Folder["away"]);
        switch (how)
        {
            case "empty" or "empty-mapper":
                Directory.CreateDirectory(Folder[root]);
                break;
            case "empty-file":
                Write("clicks/NOT_MOUNTED", "");
                break;
            case "linked":
                Directory.CreateSymbolicLink(Folder[root], Folder["away"]);
                break;
        }
    }

    public void BringBack(string how)
    {
        string root = how is "empty-mapper" or "empty-file" or "linked" ? "lake/clicks" : "lake";
        if (how == "empty-file")
        {
            File.Delete(Folder["lake/clicks/NOT_MOUNTED"]);
        }

        if (how != "moved")
        {
            Directory.Delete(Folder[root]);
        }

        Directory.Move(Folder["away"], Folder[root]);
    }

    public void Write(string key, string text) => JobWorld.Write(Folder.Path, key, text);

    public Task<JobWorld> StartAsync(params DataMapper[] mappers) => StartAsync(_ => { }, mappers);

    public Task<JobWorld> StartAsync(Action<ObjectStoreSpy> act, params DataMapper[] mappers) =>
        JobWorld.StartAsync(Folder.Path, JobWorld.Configuration(Folder.Path, new JobConfiguration { ConcurrentBatches = 1, ConcurrentObjects = 1 }, mappers), store =>
        {
            ObjectStoreSpy spy = new(store);
            act(spy);
            return spy;
        });

    /// <summary>Something is mounted at a folder: it and what is below are on a device of their own.</summary>
    public Task<JobWorld> StartAsync(Func<string?> mounted, DataMapper mapper) => StartAsync(
        spy => spy.List = listed => listed.Select(info =>
        {
            if (info.Place is not { } place || mounted() is not { } folder || !info.Key.StartsWith($"{folder}/", StringComparison.Ordinal))
            {
                return info;
            }

            string[] parts = place.Split('/');
            int levels = parts.Length - 1 - folder.Count(c => c == '/');
            return info with { Place = string.Join('/', parts.Select((part, level) => level < levels ? $"ff.ff{part[part.IndexOf('-', StringComparison.Ordinal)..]}" : part)) };
        }),
        mapper);

    public void Dispose()
    {
        RawNames.DeleteAll(Folder.Path);
        Folder.Dispose();
    }
}
