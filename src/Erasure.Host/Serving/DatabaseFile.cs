using Erasure.Core.Configuration;

namespace Erasure.Host.Serving;

/// <summary>The embedded host's database.</summary>
internal static class DatabaseFile
{
    /// <summary>Its path.</summary>
    public static string Of(ErasureConfiguration configuration) => Path.Combine(configuration.Server.DataFolder, "erasure.db");

    /// <summary>There is none, or nothing in it.</summary>
    public static bool IsMissing(string path) => new FileInfo(path) is not { Exists: true, Length: > 0 };
}
