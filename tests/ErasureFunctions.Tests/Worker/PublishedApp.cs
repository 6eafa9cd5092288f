namespace ErasureFunctions.Tests.Worker;

/// <summary>The app as it is deployed, which the tests' build publishes beside them.</summary>
internal static class PublishedApp
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "app");

    public static string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);
}
