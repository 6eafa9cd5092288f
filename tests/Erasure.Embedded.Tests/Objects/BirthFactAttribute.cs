using Erasure.Embedded.Objects;
using Erasure.Tests.Shared;

namespace Erasure.Embedded.Tests.Objects;

/// <summary>A test for which the file system of temporary files has to keep when files were born, as those on disks do.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BirthFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> IsKept = new(() =>
    {
        using TempFolder folder = new();
        return FolderPlaces.PlaceOf(folder.Path, above: null)?.Contains('~', StringComparison.Ordinal) == true;
    });

    public BirthFactAttribute()
    {
        if (!IsKept.Value)
        {
            Skip = "the file system keeps no births of files, or is an overlay";
        }
    }
}
