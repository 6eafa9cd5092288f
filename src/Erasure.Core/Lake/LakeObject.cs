using System.Security.Cryptography;
using System.Text;
using Erasure.Core.Objects;

namespace Erasure.Core.Lake;

/// <summary>An object of a mapper, with what the store keeps of its past where that is to go too.</summary>
internal sealed record LakeObject
{
    /// <summary>Its key.</summary>
    public required string Key { get; init; }

    /// <summary>Changes whenever the object or its past does.</summary>
    public required string Version { get; init; }

    /// <summary>What readers get; null under a delete marker.</summary>
    public required ObjectInfo? Current { get; init; }

    /// <summary>Older versions, newest first.</summary>
    public IReadOnlyList<ObjectInfo> Older { get; init; } = [];

    /// <summary>Delete markers.</summary>
    public int Markers { get; init; }

    /// <summary>Bytes that readers get.</summary>
    public long Length => Current?.Length ?? 0;

    /// <summary>Some version of it has bytes.</summary>
    public bool HoldsData => Length > 0 || Older.Any(version => version.Length > 0);

    /// <summary>A query engine doesn't see all of it: it lies in an archive, under a delete marker, or above older versions.</summary>
    public bool IsBeyondQueries => Current is null or { Hindrance: Hindrance.Archived } || Older.Count > 0;

    public static LakeObject Of(ObjectInfo info) => new() { Key = info.Key, Version = info.Version, Current = info };

    /// <summary>The object that versions and markers make, newest first.</summary>
    public static LakeObject Of(IReadOnlyList<ObjectVersion> versions)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ObjectVersion version in versions)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{version.Object.VersionId}\n{version.Object.Version}\n{version.IsDeleteMarker}\n"));
        }

        // More than one that is called current is a contradiction: whichever readers don't get is of the past.
        ObjectInfo? current = versions.FirstOrDefault(version => version is { IsCurrent: true, IsDeleteMarker: false })?.Object;
        return new LakeObject
        {
            Key = versions[0].Object.Key,
            Version = Convert.ToHexStringLower(hash.GetHashAndReset())[..32],
            Current = current,
            Older = [.. versions.Where(version => !version.IsDeleteMarker && version.Object != current).Select(version => version.Object)],
            Markers = versions.Count(version => version.IsDeleteMarker),
        };
    }
}
