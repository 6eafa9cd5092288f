using System.Collections.Concurrent;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Lake;

/// <summary>Objects that a table format manages: its metadata pin their sizes, counts and bounds, so rewriting one by itself would break the table.</summary>
/// <param name="time">The clock.</param>
internal sealed class TableFormats(TimeProvider time)
{
    /// <summary>How long a folder counts as free of tables once it was looked at: many objects share their folders.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    /// <summary>Folders that are remembered: some 20 MB.</summary>
    private const int MostFolders = 100_000;

    /// <summary>How its files' names begin; its catalog is a database elsewhere.</summary>
    private const string DuckLakeName = "ducklake-";

    private readonly ConcurrentDictionary<(IObjectStore Store, string Folder), long> free = new();

    /// <summary>Makes sure that no folder above the object has the mark of a table format, and that its name is none.</summary>
    /// <exception cref="RefusedException">One has, or it is.</exception>
    public async Task RefuseAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        if (key[(key.LastIndexOf('/') + 1)..].StartsWith(DuckLakeName, StringComparison.Ordinal))
        {
            throw Refusal("DuckLake");
        }

        for (int slash = key.LastIndexOf('/'); ; slash = key.LastIndexOf('/', slash - 1))
        {
            string folder = key[..(slash + 1)];
            if (!IsFree(store, folder))
            {
                long looked = time.GetTimestamp();
                if (await ManagerAsync(store, folder, cancellationToken) is { } manager)
                {
                    throw Refusal(manager);
                }

                Remember(store, folder, looked);
            }

            if (slash <= 0)
            {
                return;
            }
        }
    }

    private static RefusedException Refusal(string manager) => new(RefusalCode.ManagedTable, $"{manager} manages this object; erase from the table with its own engine.");

    private bool IsFree(IObjectStore store, string folder) => free.TryGetValue((store, folder), out long looked) && time.GetElapsedTime(looked) < Memory;

    private void Remember(IObjectStore store, string folder, long looked)
    {
        if (free.Count >= MostFolders)
        {
            free.Clear();
        }

        free[(store, folder)] = looked;
    }

    private static async Task<string?> ManagerAsync(IObjectStore store, string folder, CancellationToken cancellationToken)
    {
        foreach (TableMark mark in TableMark.All)
        {
            string prefix = folder + mark.Prefix;
            if (await AnyAsync(store, prefix, key => mark.IsOne(key[prefix.Length..]), cancellationToken))
            {
                return mark.Manager;
            }
        }

        return null;
    }

    private static async Task<bool> AnyAsync(IObjectStore store, string prefix, Func<string, bool> isMarker, CancellationToken cancellationToken)
    {
        await foreach (ObjectInfo info in store.ListAsync(prefix, cancellationToken))
        {
            if (info.Obstacle is { } obstacle)
            {
                throw new NotListedException(obstacle, obstacle == NotListedException.Link
                    ? "A symbolic link stands at the mapper's prefix, above it, or where a table format's log would be, and links aren't followed: name the place that it leads to, or mount it there."
                    : "Whether a table format manages the object can't be told: something where its log would be can't be looked into.");
            }

            if (isMarker(info.Key))
            {
                return true;
            }
        }

        return false;
    }
}
