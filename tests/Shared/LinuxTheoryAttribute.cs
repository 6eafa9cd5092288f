using Xunit;

namespace Erasure.Tests.Shared;

/// <summary>A theory about pipes and devices, which are told by Linux alone.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "pipes and devices are told by Linux alone";
        }
    }
}
