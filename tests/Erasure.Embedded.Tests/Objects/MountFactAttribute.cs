namespace Erasure.Embedded.Tests.Objects;

/// <summary>A test that mounts file systems in memory, which takes root's rights.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MountFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> MayMount = new(() =>
    {
        using TempMount mount = new();
        return mount.TryMount("-t", "tmpfs", "none");
    });

    public MountFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !MayMount.Value)
        {
            Skip = "mounting isn't permitted";
        }
    }
}
