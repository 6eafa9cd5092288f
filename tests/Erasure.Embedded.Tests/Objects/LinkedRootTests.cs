using Erasure.Core.Objects;
using Erasure.Embedded.Objects;
using Erasure.Tests.Shared;

namespace Erasure.Embedded.Tests.Objects;

/// <summary>A root that is a symbolic link, as of data sets that are exchanged by one.</summary>
public sealed class LinkedRootTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly FolderObjectStore store;

    public LinkedRootTests()
    {
        Directory.CreateDirectory(folder["one/events"]);
        Directory.CreateDirectory(folder["two/events"]);
        Directory.CreateSymbolicLink(folder["link"], folder["one"]);
        Directory.CreateSymbolicLink(folder["lake"], "link");
        store = new FolderObjectStore(folder["lake"]);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_is_followed_when_the_store_is_opened() => await store.LocateAsync("events", default);

    [Theory]
    [InlineData("lake", "two")]
    [InlineData("link", "two")]
    public async Task Once_it_leads_elsewhere_nothing_counts_as_searched(string link, string target)
    {
        Directory.Delete(folder[link]);
        Directory.CreateSymbolicLink(folder[link], folder[target]);

        Assert.Equal("root-moved", (await Assert.ThrowsAsync<NotListedException>(() => store.LocateAsync("events", default))).Reason);
    }

    [Fact]
    public async Task A_folder_in_its_place_is_another_one()
    {
        Directory.Delete(folder["lake"]);
        Directory.CreateDirectory(folder["lake/events"]);

        Assert.Equal("root-moved", (await Assert.ThrowsAsync<NotListedException>(() => store.LocateAsync("events", default))).Reason);
    }

    [Theory]
    [InlineData("link")]
    [InlineData("lake")]
    public async Task Once_it_is_gone_nothing_counts_as_searched(string link)
    {
        Directory.Delete(folder[link]);

        await Assert.ThrowsAsync<NotListedException>(() => store.LocateAsync("events", default));
    }
}
