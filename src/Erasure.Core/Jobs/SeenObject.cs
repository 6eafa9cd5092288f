namespace Erasure.Core.Jobs;

/// <summary>An object that a listing showed.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Place">Its <see cref="Objects.ObjectInfo.Place"/>; null where the store can't tell.</param>
internal sealed record SeenObject(string Key, string? Place)
{
    /// <summary>What tells a folder from any other, wherever it is: the first part of its <see cref="Place"/>.</summary>
    public static string? IdentityOf(string? place) => place?.Split('/', 2)[0];

    /// <summary>The folder that a key lies in, or that is above a folder; empty at the top.</summary>
    public static string FolderOf(string key) => key[..Math.Max(0, key.LastIndexOf('/'))];
}
