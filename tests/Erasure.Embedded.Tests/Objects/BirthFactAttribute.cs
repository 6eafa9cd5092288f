using System.Diagnostics;
using Erasure.Tests.Shared;

namespace Erasure.Embedded.Tests.Objects;

/// <summary>A test for which the file system of temporary files has to keep when files were born, as those on disks do.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BirthFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> IsKept = new(() =>
    {
        // Not by what is tested: then it would be skipped where that is broken.
        using TempFolder folder = new();
        return OperatingSystem.IsLinux() && Ask("-c", "%W", folder.Path) is not ("" or "0" or "-" or "?") && Ask("-f", "-c", "%T", folder.Path) is not ("" or "overlayfs" or "tmpfs");
    });

    private static string Ask(params string[] arguments)
    {
        using Process stat = Process.Start(new ProcessStartInfo("stat", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        return stat.StandardOutput.ReadToEnd().Trim();
    }

    public BirthFactAttribute()
    {
        if (!IsKept.Value)
        {
            Skip = "the file system keeps no births of files, or is an overlay";
        }
    }
}
