using System.Runtime.InteropServices;

namespace Erasure.Host.Tests.Infrastructure;

/// <summary>A test that runs Bicep's compiler.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BicepFactAttribute : FactAttribute
{
    public BicepFactAttribute() =>
        Skip = OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.X64 ? null : "Bicep's compiler is taken along for Linux on x64 only.";
}
