using System.Text.Json;
using Erasure.Core.Settings;

namespace ErasureFunctions.Hosting;

/// <summary>What the platform is told in <c>host.json</c> beside the app, which an app setting may override (<see cref="HostEnvironment.MaxConcurrentActivities"/>).</summary>
internal static class HostSettings
{
    /// <summary>The name of what <see cref="MaxConcurrentActivities"/> gives.</summary>
    public const string MaxConcurrentActivitiesName = "extensions.durableTask.maxConcurrentActivityFunctions";

    /// <summary>How many activities run at once on an instance; null where it doesn't say: then it depends on the machine.</summary>
    public static int? MaxConcurrentActivities(string folder)
    {
        string file = Path.Combine(folder, "host.json");
        if (!File.Exists(file))
        {
            return null;
        }

        using JsonDocument host = JsonDocument.Parse(File.ReadAllBytes(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        return host.RootElement.TryGetProperty("extensions", out JsonElement extensions)
            && extensions.TryGetProperty("durableTask", out JsonElement durable)
            && durable.TryGetProperty("maxConcurrentActivityFunctions", out JsonElement most)
            ? most.GetInt32()
            : null;
    }
}
