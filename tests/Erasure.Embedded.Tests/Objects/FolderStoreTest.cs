using Erasure.Core.Objects;
using Erasure.Embedded.Objects;
using Erasure.Tests.Shared;

namespace Erasure.Embedded.Tests.Objects;

/// <summary>A store on a folder of its own.</summary>
public abstract class FolderStoreTest : IDisposable
{
    protected FolderStoreTest() => Store = new FolderObjectStore(Folder.Path);

    /// <summary>The store's root.</summary>
    private protected TempFolder Folder { get; } = new();

    /// <summary>A folder of the same file system that isn't in the store.</summary>
    private protected TempFolder Elsewhere { get; } = new();

    private protected FolderObjectStore Store { get; }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Folder.Dispose();
            Elsewhere.Dispose();
        }
    }

    /// <summary>Writes an object as somebody else would.</summary>
    private protected async Task PutAsync(string key, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Folder[key])!);
        string next = Elsewhere[Guid.NewGuid().ToString("n")];
        await File.WriteAllBytesAsync(next, bytes);
        File.Move(next, Folder[key], overwrite: true);
    }

    private protected async Task<List<ObjectInfo>> ListAsync(string prefix) => await Store.ListAsync(prefix, CancellationToken.None).ToListAsync();
}
