using System.Reflection;

namespace Erasure.Core.Deletion.Failures;

/// <summary>Which build of this software runs.</summary>
internal static class ProductBuild
{
    /// <summary>Its version, with the commit that it was built from where the build knows it.</summary>
    public static string Name { get; } = typeof(ProductBuild).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
}
