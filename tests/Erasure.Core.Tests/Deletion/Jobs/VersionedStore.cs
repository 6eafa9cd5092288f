using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Erasure.Core.Objects;
using Erasure.Parquet;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>A bucket with versions, in memory.</summary>
internal sealed class VersionedStore : IVersionedObjectStore
{
    private static readonly DateTimeOffset Written = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock turn = new();
    private readonly SortedDictionary<string, List<Version>> objects = new(KeyOrder.Instance);
    private int last;

    /// <summary>Before an object is opened.</summary>
    public Action<string> BeforeOpen { get; set; } = _ => { };

    /// <summary>After everything was listed.</summary>
    public Action AfterListing { get; set; } = () => { };

    public void Put(string key, string text) => Add(key, Encoding.UTF8.GetBytes(text));

    /// <summary>Puts a delete marker on top.</summary>
    public void Delete(string key) => Add(key, bytes: null);

    /// <summary>Removes the oldest version, as a rule of the bucket does.</summary>
    public void Expire(string key)
    {
        lock (turn)
        {
            objects[key].RemoveAt(0);
        }
    }

    /// <summary>What a key has had, newest first; null for a delete marker.</summary>
    public string?[] VersionsOf(string key)
    {
        lock (turn)
        {
            return [.. objects.GetValueOrDefault(key, []).AsEnumerable().Reverse().Select(version => version.Bytes is null ? null : Encoding.UTF8.GetString(version.Bytes))];
        }
    }

    // A listing of current objects doesn't say which versions they are.
    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) =>
        Snapshot(prefix).Where(version => version is { IsCurrent: true, IsDeleteMarker: false }).Select(version => version.Object with { VersionId = null }).ToAsyncEnumerable();

    public async IAsyncEnumerable<ObjectVersion> ListVersionsAsync(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (ObjectVersion version in Snapshot(prefix))
        {
            yield return version;
        }

        AfterListing();
    }

    public Task<IOpenObject?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        BeforeOpen(key);
        return Task.FromResult<IOpenObject?>(Open(key, version => version == objects[key][^1]));
    }

    public Task<IOpenObject?> OpenVersionAsync(string key, string versionId, CancellationToken cancellationToken) => Task.FromResult<IOpenObject?>(Open(key, version => version.Id == versionId));

    public async Task<ObjectInfo?> TryReplaceAsync(IOpenObject original, RewritePlan plan, CancellationToken cancellationToken)
    {
        using TempFolder folder = new();
        using (FileStream successor = File.Create(folder["successor"]))
        {
            await FilePlanWriter.WriteAsync(original, plan, successor.SafeFileHandle, cancellationToken);
        }

        return TryAdd(original, await File.ReadAllBytesAsync(folder["successor"], cancellationToken));
    }

    public Task<bool> TryDeleteAsync(IOpenObject original, CancellationToken cancellationToken) => Task.FromResult(TryAdd(original, bytes: null) is not null);

    public Task<VersionRemoval> RemoveOlderVersionsAsync(string key, string? than, CancellationToken cancellationToken)
    {
        lock (turn)
        {
            if (!objects.TryGetValue(key, out List<Version>? versions))
            {
                return Task.FromResult(new VersionRemoval(0, []));
            }

            int kept = than is null ? versions.Count - (versions[^1].Bytes is null ? 0 : 1) : versions.FindIndex(version => version.Id == than);
            versions.RemoveRange(0, kept);
            if (versions.Count == 0)
            {
                objects.Remove(key);
            }

            return Task.FromResult(new VersionRemoval(kept, []));
        }
    }

    public Task<bool> RequestRestoreAsync(string key, string? versionId, CancellationToken cancellationToken) => Task.FromResult(false);

    private static ObjectInfo Describe(string key, Version version) =>
        new(key, version.Bytes?.Length ?? 0, Convert.ToHexStringLower(SHA256.HashData(version.Bytes ?? [])), Written) { VersionId = version.Id };

    private ObjectInfo? TryAdd(IOpenObject original, byte[]? bytes)
    {
        lock (turn)
        {
            return objects[original.Info.Key][^1].Id == original.Info.VersionId ? Add(original.Info.Key, bytes) : null;
        }
    }

    private ObjectInfo Add(string key, byte[]? bytes)
    {
        lock (turn)
        {
            Version version = new((++last).ToString("D4", CultureInfo.InvariantCulture), bytes);
            (objects.TryGetValue(key, out List<Version>? versions) ? versions : objects[key] = []).Add(version);
            return Describe(key, version);
        }
    }

    private OpenVersion? Open(string key, Func<Version, bool> isAsked)
    {
        lock (turn)
        {
            return objects.TryGetValue(key, out List<Version>? versions) && versions.Find(version => isAsked(version)) is { Bytes: { } bytes } found
                ? new OpenVersion(Describe(key, found), bytes)
                : null;
        }
    }

    private List<ObjectVersion> Snapshot(string prefix)
    {
        lock (turn)
        {
            return [.. objects.Where(item => item.Key.StartsWith(prefix, StringComparison.Ordinal))
                .SelectMany(item => item.Value.AsEnumerable().Reverse().Select(version => new ObjectVersion(Describe(item.Key, version), version == item.Value[^1], version.Bytes is null)))];
        }
    }

    private sealed record Version(string Id, byte[]? Bytes);

    private sealed class OpenVersion(ObjectInfo info, byte[] bytes) : IOpenObject
    {
        public ObjectInfo Info => info;

        public long Length => bytes.Length;

        public ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
        {
            bytes.AsMemory((int)offset, destination.Length).CopyTo(destination);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
