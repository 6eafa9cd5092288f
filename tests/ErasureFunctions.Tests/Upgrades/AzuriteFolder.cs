using System.Text.Json.Nodes;

namespace ErasureFunctions.Tests.Upgrades;

/// <summary>What Azurite leaves in its folder, made good for another place and another time.</summary>
internal static class AzuriteFolder
{
    private const string Queues = "__azurite_db_queue__.json";

    // What a killed process had fetched is free at once: nothing is learned by waiting for it.
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    /// <summary>Leaves out where it was.</summary>
    public static void ForgetPlace(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "__azurite_db_*.json"))
        {
            Change(file, database => database["filename"] = Path.GetFileName(file));
        }
    }

    /// <summary>Moves the times at which messages can be seen.</summary>
    public static void Shift(string folder, DateTimeOffset then, DateTimeOffset now) => Change(Path.Combine(folder, Queues), database =>
    {
        foreach (JsonNode? message in database["collections"]!.AsArray().Single(collection => (string)collection!["name"]! == "$MESSAGES_COLLECTION$")!["data"]!.AsArray())
        {
            TimeSpan wait = DateTimeOffset.FromUnixTimeMilliseconds((long)message!["timeNextVisible"]!) - then;
            message["timeNextVisible"] = (now + (wait < Soon ? TimeSpan.Zero : wait)).ToUnixTimeMilliseconds();
        }
    });

    private static void Change(string file, Action<JsonNode> change)
    {
        JsonNode database = JsonNode.Parse(File.ReadAllText(file))!;
        change(database);
        File.WriteAllText(file, database.ToJsonString());
    }
}
