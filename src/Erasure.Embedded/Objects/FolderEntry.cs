namespace Erasure.Embedded.Objects;

/// <summary>What a walk over a folder comes by.</summary>
/// <param name="Key">Its key; of a folder, with a slash at its end.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Place">Which folder it lies in and which are above, the innermost first; null where the system doesn't tell.</param>
/// <param name="Obstacle">Why it can't be looked into, as a code; null for a file.</param>
internal readonly record struct FolderEntry(string Key, string Path, string? Place = null, string? Obstacle = null);
