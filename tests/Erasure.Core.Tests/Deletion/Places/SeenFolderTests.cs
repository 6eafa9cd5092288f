using Erasure.Core.Deletion.Places;
using Erasure.Core.Lake.Places;
using Erasure.Core.Tests.Deletion.Jobs;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Places;

/// <summary>What is remembered of folders from job to job.</summary>
public sealed class SeenFolderTests : IDisposable
{
    private readonly UnseenLake lake = new();

    public SeenFolderTests() => lake.Write("clicks/x/day=1/b.jsonl", "{}\n");

    public void Dispose() => lake.Dispose();

    [Fact]
    public async Task Of_many_folders_the_highest_are_remembered_by_names_that_nobody_reads()
    {
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);
        SeenFolders folders = world.Host.Services.GetRequiredService<SeenPlaces>().FoldersOf(UnseenLake.Clicks);

        await folders.AddAsync([.. Enumerable.Range(0, SeenFolders.Most).Select(i => new SeenObject($"clicks/x{i % 10}/user={i}/a", $"{i}/{i % 10}/top"))], CancellationToken.None);
        Assert.Equal(SeenFolders.Most + 1, (await folders.GetAsync(CancellationToken.None)).Count);

        await folders.AddAsync([new SeenObject("clicks/y/user=1/b/c", "3/2/1/top"), new SeenObject("clicks/top", "top")], CancellationToken.None);
        IReadOnlyDictionary<string, string?> known = await folders.GetAsync(CancellationToken.None);
        Assert.Equal(12, known.Count);
        Assert.Equal(("1/top", "7/top"), (known["clicks/y"], known["clicks/x7"]));
        Assert.DoesNotContain("user=", System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(Directory.EnumerateFiles(lake.Folder.Path, "*.db").First())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_emptied_is_so_until_objects_are_seen_below_it()
    {
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);
        SeenFolders folders = world.Host.Services.GetRequiredService<SeenPlaces>().FoldersOf(UnseenLake.Clicks);
        await folders.AddEmptiedAsync("clicks/x", CancellationToken.None);
        await folders.AddEmptiedAsync("clicks/w", CancellationToken.None);

        await folders.AddAsync([new SeenObject("clicks/x/day=1/b.jsonl", null)], CancellationToken.None);
        Assert.Equal([folders.IdOf("clicks/w")], await folders.EmptiedAsync(CancellationToken.None));

        await UnseenLake.SeeAsync(world, "job");
        Assert.Empty(await folders.EmptiedAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Of_folders_with_long_names_the_highest_are_remembered_and_each_mount()
    {
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);
        SeenFolders folders = world.Host.Services.GetRequiredService<SeenPlaces>().FoldersOf(UnseenLake.Clicks);
        Random random = new(4711);

        await folders.AddAsync([new SeenObject("clicks/x/mount/a", "1.1-4/1.0-3/1.0-2/1.0-1"), .. Enumerable.Range(0, 1000).Select(i => new SeenObject($"clicks/x/{Convert.ToHexString(Bytes())}/a", $"1.0-{i:x}/1.0-3/1.0-2/1.0-1"))], CancellationToken.None);

        IReadOnlyDictionary<string, string?> known = await folders.GetAsync(CancellationToken.None);
        Assert.Equal(["clicks", "clicks/x", "clicks/x/mount"], known.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("1.0-3/1.0-2/1.0-1", known["clicks/x"]);

        byte[] Bytes()
        {
            byte[] bytes = new byte[300];
            random.NextBytes(bytes);
            return bytes;
        }
    }
}
