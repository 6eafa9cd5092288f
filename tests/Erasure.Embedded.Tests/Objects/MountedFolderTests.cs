using Erasure.Embedded.Objects;

namespace Erasure.Embedded.Tests.Objects;

/// <summary>What tells volumes that are mounted at a folder from one another, and from the bare folder.</summary>
public sealed class MountedFolderTests
{
    [MountFact]
    public async Task Volumes_that_are_mounted_at_a_folder_one_after_the_other_are_others()
    {
        using TempMount mount = new();
        string bare = await PlaceAsync(mount);
        Assert.DoesNotContain('@', bare.Split('/')[0]);

        List<string> volumes = [];
        foreach (bool isOnTop in (bool[])[false, false, true])
        {
            Assert.True(mount.TryMount("-t", "tmpfs", "none"));
            volumes.Add((await PlaceAsync(mount)).Split('/')[0]);
            if (!isOnTop && volumes.Count == 1)
            {
                mount.Unmount();
                Assert.Equal(bare, await PlaceAsync(mount));
            }
        }

        Assert.Equal(3, volumes.Distinct().Count());
        Assert.All(volumes, volume => Assert.Contains('@', volume));
        Assert.Single(volumes.Select(volume => volume.Split('-', '~', '@')[1]).Distinct());
        Assert.Equal(3, volumes.Select(volume => volume[volume.IndexOf('-', StringComparison.Ordinal)..]).Distinct().Count());
    }

    [MountFact]
    public async Task A_folder_of_the_same_volume_that_is_mounted_elsewhere_is_known_as_mounted()
    {
        using TempMount mount = new();
        string bare = await PlaceAsync(mount);
        Directory.CreateDirectory(mount.Folder["other"]);

        Assert.True(mount.TryMount("--bind", mount.Folder["other"]));
        string bound = await PlaceAsync(mount);

        Assert.Contains('@', bound.Split('/')[0]);
        Assert.Equal(bare.Split('-')[0], bound.Split('-')[0]);
    }

    private static async Task<string> PlaceAsync(TempMount mount) =>
        Assert.IsType<string>(await FolderObjectStore.OpenForReading(mount.Folder.Path).PlaceAsync("at", CancellationToken.None));
}
