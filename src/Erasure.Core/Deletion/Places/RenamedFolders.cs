using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Lake.Places;
using Erasure.Core.Objects;

namespace Erasure.Core.Deletion.Places;

/// <summary>Finds folders again that are missing where they were remembered, and stand in the same place under another name.</summary>
/// <param name="objects">The store.</param>
/// <param name="known">The folders that are remembered, each with its <see cref="SeenObject.Place"/>.</param>
/// <param name="page">The page of the listing that is looked at: what it shows isn't remembered yet.</param>
internal sealed class RenamedFolders(IObjectStore objects, IReadOnlyDictionary<string, string?> known, PlanPage page)
{
    private readonly Lazy<ILookup<string?, string?>> listed = new(() => page.Seen.Select(item => item.Place).Distinct().ToLookup(SeenObject.NumberOf));

    private readonly Lazy<ILookup<string?, string>> remembered = new(() => known.ToLookup(folder => SeenObject.NumberOf(folder.Value), folder => folder.Key));

    /// <summary>The folder is listed by another name.</summary>
    public async Task<bool> HasAsync(string folder, CancellationToken cancellationToken)
    {
        if (known[folder] is not { } place)
        {
            return false;
        }

        string? number = SeenObject.NumberOf(place);
        if (listed.Value[number].Any(other => SeenObject.AreOne(place, other)))
        {
            return true;
        }

        foreach (string other in remembered.Value[number].Where(other => other != folder))
        {
            if (SeenObject.AreOne(place, await PlaceAsync(other, cancellationToken)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A folder with those that are remembered below it, where all of them are listed by other names; else none.</summary>
    public async Task<IReadOnlyList<string>> WithBelowAsync(string folder, CancellationToken cancellationToken)
    {
        List<string> all = [.. known.Keys.Where(other => other == folder || other.StartsWith($"{folder}/", StringComparison.Ordinal))];
        foreach (string one in all)
        {
            if (!await HasAsync(one, cancellationToken))
            {
                return [];
            }
        }

        return all;
    }

    private async Task<string?> PlaceAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            return await objects.PlaceAsync(folder, cancellationToken);
        }
        catch (NotListedException)
        {
            return null;
        }
    }
}
