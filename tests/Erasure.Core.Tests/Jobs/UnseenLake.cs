using Erasure.Core.Configuration;
using Erasure.Core.Domains;
using Erasure.Core.Jobs;
using Erasure.Core.Queue;
using Erasure.Core.Vault;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Jobs;

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

    public void Dispose()
    {
        RawNames.DeleteAll(Folder.Path);
        Folder.Dispose();
    }
}
