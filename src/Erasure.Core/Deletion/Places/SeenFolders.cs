using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Erasure.Core.Durable;
using Erasure.Core.Lake.Places;
using Erasure.Core.Records;
using Erasure.Core.Vault;

namespace Erasure.Core.Deletion.Places;

/// <summary>In which folders of a mapper's place objects were seen, from job to job: that one is gone with them is noticed. Their names may be people's, and are sealed.</summary>
/// <param name="records">Where it is kept.</param>
/// <param name="place">Where the place's record is.</param>
/// <param name="top">The place itself: remembered as well where the store can tell it from another one.</param>
/// <param name="hashes">Makes ids of folders.</param>
/// <param name="key">What names are sealed under.</param>
internal sealed class SeenFolders(IRecordStore records, RecordKey place, string top, KeyedHashes hashes, byte[] key)
{
    /// <summary>As many are remembered: a record has its limits. Where there are more, those that lie deepest count as one with the folder above them.</summary>
    public const int Most = 5000;

    /// <summary>Bytes that they may take.</summary>
    private const int MostBytes = 200_000;

    private RecordKey Key => place with { Sort = $"{place.Sort}/folders" };

    private string EmptiedPrefix => $"{place.Sort}/emptied/";

    /// <summary>The folders, each with what tells it from another one in its place; null where the store can't.</summary>
    public async Task<IReadOnlyDictionary<string, string?>> GetAsync(CancellationToken cancellationToken) =>
        (await records.GetAsync(Key, cancellationToken))?.Read<SealedFolders>() is { } box ? Open(box) : new Dictionary<string, string?>();

    /// <summary>Adds the folders of objects that were seen: what was emptied before isn't any more.</summary>
    public async Task AddAsync(IReadOnlyList<SeenObject> seen, CancellationToken cancellationToken)
    {
        Dictionary<string, string?> found = new(StringComparer.Ordinal);
        foreach (SeenObject item in seen)
        {
            if (SeenObject.FolderOf(item.Key) is var folder && folder.Length > top.Length)
            {
                found.TryAdd(folder, item.Place);
            }
        }

        if (SeenObject.PlaceOf(top, seen) is { } place)
        {
            found[top] = place;
        }

        if (found.Count > 0)
        {
            await records.ChangeAsync<SealedFolders>(Key, before => Add(before, found), cancellationToken);
            await DropEmptiedAsync(await EmptiedAsync(cancellationToken), found.Keys.SelectMany(WithAbove).Distinct(StringComparer.Ordinal), cancellationToken);
        }
    }

    /// <summary>Forgets folders whose objects are accounted for.</summary>
    public Task RemoveAsync(IReadOnlyCollection<string> folders, CancellationToken cancellationToken) => records.ChangeAsync<SealedFolders>(
        Key,
        before =>
        {
            if (before is null)
            {
                return null;
            }

            Dictionary<string, string?> known = Open(before);
            int count = known.Count;
            foreach (string folder in folders)
            {
                known.Remove(folder);
            }

            return known.Count == count ? null : Seal(known, before.Depth);
        },
        cancellationToken);

    /// <summary>Forgets the folders of some ids with all that was in them; where a volume was mounted at one, with what was on that.</summary>
    public async Task RemoveBelowAsync(IReadOnlySet<string> ids, CancellationToken cancellationToken)
    {
        List<(string Folder, string Id, bool IsMounted)> below = [];
        foreach ((string folder, string? place) in ids.Count == 0 ? new Dictionary<string, string?>() : await GetAsync(cancellationToken))
        {
            int level = 0;
            for (string above = folder; above.Length >= Math.Max(1, top.Length); above = SeenObject.FolderOf(above), level++)
            {
                if (IdOf(above) is var id && ids.Contains(id))
                {
                    below.Add((folder, id, SeenObject.IsMountedAt(place, level)));
                }
            }
        }

        HashSet<string> mounts = [.. below.Where(one => one.IsMounted).Select(one => one.Id)];
        await RemoveAsync([.. below.Where(one => one.IsMounted || !mounts.Contains(one.Id)).Select(one => one.Folder)], cancellationToken);
    }

    /// <summary>Writes down that a job of ours took the last object of a folder away.</summary>
    public Task AddEmptiedAsync(string folder, CancellationToken cancellationToken) =>
        records.TryAddAsync(place with { Sort = EmptiedPrefix + IdOf(folder) }, Nothing.Value, cancellationToken);

    /// <summary>Ids of the folders of which that is written down.</summary>
    public async Task<IReadOnlySet<string>> EmptiedAsync(CancellationToken cancellationToken)
    {
        HashSet<string> ids = new(StringComparer.Ordinal);
        await foreach (StoredRecord record in records.QueryAsync(place.Partition, EmptiedPrefix, cancellationToken: cancellationToken))
        {
            ids.Add(record.Key.Sort[EmptiedPrefix.Length..]);
        }

        return ids;
    }

    /// <summary>Takes that back of all but the folders that are known: one that isn't can only be missed once objects are seen in it again.</summary>
    public async Task KeepEmptiedAsync(IReadOnlySet<string> emptied, IEnumerable<string> known, CancellationToken cancellationToken)
    {
        foreach (string id in emptied.Count == 0 ? [] : emptied.Except(known.Select(IdOf), StringComparer.Ordinal))
        {
            await records.DeleteAsync(place with { Sort = EmptiedPrefix + id }, cancellationToken);
        }
    }

    /// <summary>Takes that back of some of the folders.</summary>
    public async Task DropEmptiedAsync(IReadOnlySet<string> emptied, IEnumerable<string> folders, CancellationToken cancellationToken)
    {
        foreach (string id in emptied.Count == 0 ? [] : folders.Select(IdOf).Where(emptied.Contains))
        {
            await records.DeleteAsync(place with { Sort = EmptiedPrefix + id }, cancellationToken);
        }
    }

    /// <summary>Id of a folder: the same in every job, and no object's.</summary>
    public string IdOf(string folder) => hashes.Hash("lake-folder", place.Sort, folder)[..32];

    private SealedFolders? Add(SealedFolders? before, Dictionary<string, string?> found)
    {
        Dictionary<string, string?> known = before is null ? new(StringComparer.Ordinal) : Open(before);
        int depth = before?.Depth ?? int.MaxValue;
        bool isNew = false;
        foreach ((string folder, string? at) in found)
        {
            isNew |= Add(known, folder, at, depth);
        }

        return !isNew ? null : IsTooMuch(known) ? SealWithin(known, Math.Min(depth, known.Keys.Max(DepthOf))) : Seal(known, depth);
    }

    // The place itself is one more.
    private bool IsTooMuch(Dictionary<string, string?> folders) => folders.Count > Most + 1 || Seal(folders, 0).Box.Length > MostBytes;

    /// <summary>Tells as many levels apart as there is room for, which is fewer than there are.</summary>
    private SealedFolders SealWithin(Dictionary<string, string?> folders, int depth)
    {
        int most = 0;
        for (int tooMuch = depth; tooMuch - most > 1;)
        {
            int middle = (most + tooMuch) / 2;
            (most, tooMuch) = IsTooMuch(Cut(folders, middle)) ? (most, middle) : (middle, tooMuch);
        }

        return Seal(Cut(folders, most), most);
    }

    private Dictionary<string, string?> Cut(Dictionary<string, string?> folders, int depth)
    {
        Dictionary<string, string?> cut = new(StringComparer.Ordinal);
        foreach ((string folder, string? at) in folders)
        {
            Add(cut, folder, at, depth);
        }

        return cut;
    }

    private bool Add(Dictionary<string, string?> known, string folder, string? at, int depth)
    {
        if (DepthOf(folder) - depth is > 0 and var levels)
        {
            levels = Math.Min(levels, SeenObject.LevelsBelowMount(at));
            (folder, at) = (SeenObject.FolderOf(folder, levels), SeenObject.Above(at, levels));
        }

        if ((folder.Length <= top.Length && at is null) || (known.TryGetValue(folder, out string? before) && before == at))
        {
            return false;
        }

        known[folder] = at;
        return true;
    }

    private int DepthOf(string folder) => folder.Length == top.Length ? 0 : folder.AsSpan(top.Length).TrimStart('/').Count('/') + 1;

    private IEnumerable<string> WithAbove(string folder)
    {
        for (; folder.Length > top.Length; folder = SeenObject.FolderOf(folder))
        {
            yield return folder;
        }
    }

    private SealedFolders Seal(Dictionary<string, string?> folders, int depth)
    {
        using MemoryStream packed = new();
        using (BrotliStream brotli = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(brotli, folders.OrderBy(folder => folder.Key, StringComparer.Ordinal).ToDictionary(), DurableJson.Options);
        }

        return new SealedFolders(AesGcmBox.Seal(key, packed.ToArray(), Encoding.UTF8.GetBytes(Key.Sort)), depth);
    }

    private Dictionary<string, string?> Open(SealedFolders box)
    {
        using BrotliStream brotli = new(new MemoryStream(AesGcmBox.Open(key, box.Box, Encoding.UTF8.GetBytes(Key.Sort))), CompressionMode.Decompress);
        return new(JsonSerializer.Deserialize<Dictionary<string, string?>>(brotli, DurableJson.Options)!, StringComparer.Ordinal);
    }

    /// <summary>The folders as they are kept: compressed and sealed.</summary>
    /// <param name="Box">The folders.</param>
    /// <param name="Depth">How many levels of them are told apart.</param>
    private sealed record SealedFolders(byte[] Box, int Depth);
}
