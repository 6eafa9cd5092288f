using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Erasure.Host.Demo;

namespace Erasure.Host.Tests.Crash;

/// <summary>What a run left behind, without what may differ between two runs: times, ids, attempts and checks.</summary>
/// <param name="Report">The report, one fact a line.</param>
/// <param name="Lake">Each file of the lake with its hash.</param>
/// <param name="Mails">Each mail's recipient and subject.</param>
/// <param name="Domains">Each HTTP domain and how many erasures it saw.</param>
internal sealed record RunResult(string Report, string Lake, string Mails, string Domains)
{
    private static readonly string[] Volatile =
    [
        "id", "receivedAt", "deadline", "endedAt", "identifiersDestroyedAt", "statusUrl", "reportUrl", "pageUrl",
        "at", "sequence", "attempt", "attempts", "checks", "updatedAt", "startedAt", "finishedAt", "rounds", "key", "version", "job",
    ];

    public static RunResult Of(string id, JsonNode report, DemoWorld world) => new(
        string.Join('\n', Facts(report, "").Select(fact => fact.Replace(id, "{id}", StringComparison.Ordinal)).Order(StringComparer.Ordinal)),
        string.Join('\n', Files(world.Lake).Select(path => $"{Path.GetRelativePath(world.Lake, path)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}")),
        string.Join('\n', Files(world.Mails).Select(Mail).Order(StringComparer.Ordinal)),
        string.Join('\n', world.Domains.Select(domain => $"{domain.Name} {domain.Erasures}")));

    /// <summary>What one has and the other hasn't, a line each; empty where they are the same.</summary>
    public string DifferencesTo(RunResult other) => string.Join('\n', Lines().Except(other.Lines()).Select(line => $"missing: {line}").Concat(other.Lines().Except(Lines()).Select(line => $"too much: {line}")));

    // Numbered where they repeat, so that one too many is seen.
    private IEnumerable<string> Lines() => new[] { Report, Lake, Mails, Domains }
        .SelectMany(part => part.Split('\n').GroupBy(line => line, StringComparer.Ordinal))
        .SelectMany(group => group.Select((line, index) => $"{line} #{index + 1}"));

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static string Mail(string path) =>
        string.Join(' ', File.ReadLines(path)
            .TakeWhile(line => line.Length > 0)
            .Where(line => line.StartsWith("To:", StringComparison.OrdinalIgnoreCase) || line.StartsWith("Subject:", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal));

    // The timeline is a set: what two domains do at once may be written in either order.
    private static IEnumerable<string> Facts(JsonNode? node, string path) => node switch
    {
        JsonObject fields when path.EndsWith(".timeline[]", StringComparison.Ordinal) => [$"{path} {fields["event"]} {fields["domain"]}"],
        JsonObject fields => fields.Where(field => !Volatile.Contains(field.Key)).SelectMany(field => Facts(field.Value, $"{path}.{field.Key}")),
        JsonArray items => items.SelectMany(item => Facts(item, $"{path}[]")),
        _ => [$"{path} {node}"],
    };
}
