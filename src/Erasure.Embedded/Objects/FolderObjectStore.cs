using Erasure.Core.Objects;
using Erasure.Parquet;
using Microsoft.Win32.SafeHandles;

namespace Erasure.Embedded.Objects;

/// <summary>A local folder as an object store: every file below it is an object. Symbolic links are not followed; listings tell them, like whatever else can't be looked into.</summary>
/// <remarks>
/// A successor is written beside its object as <c>.erasure-</c> and 32 hex digits, flushed, and exchanged with it in one step; what the exchange
/// brought out is compared with what was read, and exchanged back if it is something else, so a writer that replaces files by
/// renaming loses nothing. The store's own replacements of a file take turns. Two windows remain, which no file system can
/// close. A writer that changes a file in place between the last look and the exchange is noticed, one that keeps a file open
/// and writes into it after the exchange writes into the discarded file. And where there is no exchange (other systems than
/// Linux, some network file systems) a file renamed into place within the microseconds between look and rename is lost.
/// </remarks>
public sealed class FolderObjectStore : IObjectStore
{
    private static readonly EnumerationOptions Beside = new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };

    private readonly string configured;
    private readonly string root;
    private readonly bool isOwner;
    private readonly Lock[] turns = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];

    /// <summary>Opens the store, and removes what a crash left of unfinished replacements.</summary>
    /// <param name="folder">The root; must exist.</param>
    /// <exception cref="DirectoryNotFoundException">It doesn't.</exception>
    public FolderObjectStore(string folder)
        : this(folder, isOwner: true)
    {
    }

    private FolderObjectStore(string folder, bool isOwner)
    {
        configured = Path.GetFullPath(folder);
        root = FolderPlaces.RootAt(configured);
        if (!Directory.Exists(root))
        {
            throw new DirectoryNotFoundException($"The lake's folder '{folder}' doesn't exist.");
        }

        this.isOwner = isOwner;
        if (isOwner)
        {
            Sweep();
        }
    }

    /// <summary>Opens a store that a host may be at work on: nothing is removed.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder doesn't exist.</exception>
    public static FolderObjectStore OpenForReading(string folder) => new(folder, isOwner: false);

    /// <inheritdoc/>
    /// <exception cref="NotListedException">It isn't.</exception>
    public Task LocateAsync(string folder, CancellationToken cancellationToken)
    {
        FolderPlaces.RequireRoot(configured, root);
        FolderPlaces.Locate(root, folder);

        // What is beside a mapper of one object is in no listing of it.
        string path = Path.Combine(root, folder);
        if (isOwner && FolderPlaces.Look(path) is FolderPlace.File
            && Directory.EnumerateFiles(Path.GetDirectoryName(path)!, ObjectKey.PartialPrefix + "*", Beside).Any(file => ObjectKey.IsPartial(Path.GetFileName(file)) && PartialFile.IsLeft(file)))
        {
            throw new NotListedException(NotListedException.Leftover, "A file of an unfinished replacement is left over beside the mapper's object: look what it is, and remove it.");
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    /// <exception cref="NotListedException">The root is gone.</exception>
    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) => ListAsync(prefix, after: null, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? after, CancellationToken cancellationToken) =>
        FolderListing.Walk(root, prefix, after)
            .Where(entry => !IsPartial(entry) || (isOwner && PartialFile.IsLeft(entry.Path)))
            .Select(entry => IsPartial(entry) ? entry with { Obstacle = NotListedException.Leftover } : entry)
            .Select(Describe)
            .OfType<ObjectInfo>()
            .ToAsyncEnumerable();

    /// <inheritdoc/>
    /// <exception cref="NotListedException">The root is gone.</exception>
    public Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken) =>
        Task.FromResult(FolderListing.Find(root, key) is { } entry && !IsPartial(entry) ? Describe(entry) : null);

    /// <inheritdoc/>
    public Task<bool> HoldsAsync(string folder, Func<ObjectInfo, bool> isWanted, string? except, CancellationToken cancellationToken) => Task.FromResult(
        ObjectKey.IsLinked(root, folder) || FolderListing.Any(
            root,
            ObjectKey.ToPath(root, folder),
            $"{folder}/",
            $"{except}/",
            entry => IsPartial(entry) ? isOwner && PartialFile.IsLeft(entry.Path) : Describe(entry) is { } info && (info.Obstacle is not null || isWanted(info))));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The key leads out of the root.</exception>
    public Task<IOpenObject?> OpenAsync(string key, CancellationToken cancellationToken) => Task.FromResult<IOpenObject?>(Open(key));

    /// <inheritdoc/>
    public async Task<ObjectInfo?> TryReplaceAsync(IOpenObject original, RewritePlan plan, CancellationToken cancellationToken)
    {
        FolderObject source = (FolderObject)original;
        if (plan.SourceLength != source.Length)
        {
            return null;
        }

        string folder = Path.GetDirectoryName(source.Path)!;
        using PartialFile partial = new(folder);
        try
        {
            using FileStream stream = partial.Create();
            SafeFileHandle successor = stream.SafeFileHandle;
            await FilePlanWriter.WriteAsync(source, plan, successor, cancellationToken);
            NativeFile.CopyAttributes(source.Handle, successor);
            RandomAccess.FlushToDisk(successor);
            if (!TryPutInPlace(source, partial.Path))
            {
                return null;
            }

            NativeFile.FlushFolder(folder);
            return FolderObject.Describe(source.Info.Key, Fingerprint.Of(successor));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException && !File.Exists(source.Path))
        {
            return null;
        }
        finally
        {
            File.Delete(partial.Path);
        }
    }

    /// <inheritdoc/>
    public Task<bool> TryDeleteAsync(IOpenObject original, CancellationToken cancellationToken)
    {
        FolderObject source = (FolderObject)original;
        lock (TurnOf(source))
        {
            return Task.FromResult(Delete(source));
        }
    }

    /// <inheritdoc/>
    public Task<bool> TryRemoveEmptyFolderAsync(string folder, CancellationToken cancellationToken)
    {
        string path = ObjectKey.ToPath(root, folder);
        if (ObjectKey.IsLinked(root, folder) || FolderPlaces.Look(path) is not (FolderPlace.Folder or FolderPlace.Nothing))
        {
            return Task.FromResult(false);
        }

        try
        {
            RemoveEmpty(path);
            NativeFile.FlushFolder(Path.GetDirectoryName(path)!);
            return Task.FromResult(true);
        }
        catch (DirectoryNotFoundException)
        {
            return Task.FromResult(true);
        }
        catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult(false);
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListEmptyFoldersAsync(string folder, CancellationToken cancellationToken) =>
        FolderListing.EmptyFolders(root, folder).ToAsyncEnumerable();

    /// <inheritdoc/>
    /// <exception cref="NotListedException">There is no such folder.</exception>
    public Task<string?> PlaceAsync(string folder, CancellationToken cancellationToken)
    {
        FolderPlaces.Locate(root, folder);
        return Task.FromResult(FolderListing.PlaceOf(root, folder));
    }

    /// <inheritdoc/>
    public Task<string?> MarkAsync(string folder, CancellationToken cancellationToken) =>
        Task.FromResult(FolderMark.Of(folder.Length == 0 ? root : ObjectKey.ToPath(root, folder)));

    // What isn't empty stays, with all that is in it: that is told by one name, however many there are.
    private static void RemoveEmpty(string path)
    {
        if (Directory.EnumerateFiles(path).Any())
        {
            throw new IOException("The folder isn't empty.");
        }

        foreach (string below in Directory.EnumerateDirectories(path).Where(below => FolderPlaces.Look(below) is FolderPlace.Folder).ToArray())
        {
            RemoveEmpty(below);
        }

        Directory.Delete(path);
    }

    private static bool IsPartial(FolderEntry entry) => entry.Obstacle is null && ObjectKey.IsPartial(Path.GetFileName(entry.Path));

    // A file that is gone by now is none any more, and what took its place is told.
    private static ObjectInfo? Describe(FolderEntry entry) =>
        entry.Obstacle is null && Fingerprint.Of(entry.Path) is { } fingerprint ? FolderObject.Describe(entry.Key, fingerprint) with { Place = entry.Place }
        : (entry.Obstacle ?? FolderPlaces.ObstacleAt(entry.Path)) is { } obstacle ? new ObjectInfo(entry.Key, 0, "", default) { Obstacle = obstacle }
        : null;

    private static bool Delete(FolderObject source)
    {
        if (Fingerprint.Of(source.Path) != source.Fingerprint)
        {
            return false;
        }

        // Out of its place in one step, and only then looked at for the last time: what somebody wrote in between goes back.
        string folder = Path.GetDirectoryName(source.Path)!;
        using PartialFile removed = new(folder);
        File.Move(source.Path, removed.Path);
        bool isOurs = source.Fingerprint.HasSameBytes(Fingerprint.Of(removed.Path));
        if (!isOurs && !File.Exists(source.Path))
        {
            File.Move(removed.Path, source.Path);
        }

        File.Delete(removed.Path);
        NativeFile.FlushFolder(folder);
        return isOurs;
    }

    private FolderObject? Open(string key)
    {
        string path = ObjectKey.ToPath(root, key);
        if (ObjectKey.IsLinked(root, key))
        {
            return null;
        }

        try
        {
            return new FolderObject(key, path, NativeFile.OpenForReading(path));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException || Directory.Exists(path))
        {
            return null;
        }
    }

    private Lock TurnOf(FolderObject source) => turns[(uint)source.Path.GetHashCode(StringComparison.Ordinal) % turns.Length];

    private bool TryPutInPlace(FolderObject source, string partial)
    {
        // One at a time: what an exchange puts in place for a moment and takes back must not be what another one of ours is compared with.
        lock (TurnOf(source))
        {
            return TryExchange(source, partial);
        }
    }

    private static bool TryExchange(FolderObject source, string partial)
    {
        if (Fingerprint.Of(source.Path) != source.Fingerprint)
        {
            return false;
        }

        Fingerprint? successor = Fingerprint.Of(partial);
        if (!NativeFile.TryExchange(partial, source.Path))
        {
            if (Fingerprint.Of(source.Path) != source.Fingerprint)
            {
                return false;
            }

            File.Move(partial, source.Path, overwrite: true);
            return true;
        }

        if (source.Fingerprint.HasSameBytes(Fingerprint.Of(partial)))
        {
            return true;
        }

        PutBack(source.Path, partial, successor);
        return false;
    }

    // Somebody wrote in the last moment. Theirs goes back, and if what comes out isn't what was put in before, they wrote again.
    private static void PutBack(string path, string partial, Fingerprint? expected)
    {
        while (true)
        {
            Fingerprint? returned = Fingerprint.Of(partial);
            if (!NativeFile.TryExchange(partial, path) || expected is null || expected.HasSameBytes(Fingerprint.Of(partial)))
            {
                return;
            }

            expected = returned;
        }
    }

    private void Sweep()
    {
        using LeftoverFiles leftovers = new(root);
        while (leftovers.MoveNext())
        {
            try
            {
                File.Delete(leftovers.Current);
            }
            catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
            {
                // Nobody's start is stopped by it, and no mapper counts as searched with it: listings tell it.
            }
        }
    }
}
