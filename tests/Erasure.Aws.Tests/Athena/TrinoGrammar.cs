using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Erasure.Tests.Shared;

namespace Erasure.Aws.Tests.Athena;

/// <summary>Asks a grammar of Trino's, or of Hive's, that isn't ours (npm dt-sql-parser) whether a statement is one.</summary>
internal static class TrinoGrammar
{
    private static readonly Lock Turn = new();
    private static readonly Lazy<Process> Node = new(Start);

    public static void AssertAccepts(string sql, string dialect = "trino")
    {
        lock (Turn)
        {
            Node.Value.StandardInput.WriteLine(new JsonObject { ["dialect"] = dialect, ["sql"] = sql }.ToJsonString());
            string line = Node.Value.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The grammar ended: " + Node.Value.StandardError.ReadToEnd());
            string[] errors = JsonNode.Parse(line)!["errors"].Deserialize<string[]>()!;
            Assert.True(errors.Length == 0, $"{string.Join('\n', errors)}\n{sql}");
        }
    }

    private static Process Start()
    {
        // It ends with its standard input, that is, with the tests.
        Process process = Process.Start(new ProcessStartInfo("node", [Path.Combine(Tools.NodeFolder("foreign"), "trino-grammar.mjs")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string? ready = process.StandardOutput.ReadLine();
        return ready is not null ? process : throw new InvalidOperationException("The grammar did not start. " + process.StandardError.ReadToEnd());
    }
}
