using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Erasure.Tests.Shared;

/// <summary>Readers, writers and checkers that are not ours: DuckDB, hyparquet, arrow-rs, Redocly, the TypeScript compiler, in one node process per test run (tests/foreign/foreign.mjs).</summary>
internal static class Foreign
{
    /// <summary>All readers of Parquet.</summary>
    public static readonly string[] ParquetReaders = ["duckdb", "hyparquet", "parquet-wasm"];

    private static readonly Lock Turn = new();
    private static readonly Lazy<Process> Node = new(Start);

    /// <summary>A file's rows in order, each as text that is equal exactly when the reader sees equal values.</summary>
    /// <param name="reader">One of <see cref="ParquetReaders"/>; only duckdb reads the format <c>json</c> or <c>csv</c>.</param>
    /// <exception cref="ForeignException">The reader can't read the file.</exception>
    public static string[] Rows(string reader, string path, string format = "parquet")
    {
        JsonNode answer = Ask(new JsonObject { ["op"] = "rows", ["reader"] = reader, ["path"] = path, ["format"] = format });
        return answer["rows"].Deserialize<string[]>()!;
    }

    /// <summary>Runs statements in DuckDB; the rows of the last one, every value as text.</summary>
    /// <exception cref="ForeignException">DuckDB refuses a statement.</exception>
    public static string?[][] Sql(params string[] statements)
    {
        JsonNode answer = Ask(new JsonObject { ["op"] = "sql", ["sql"] = JsonSerializer.SerializeToNode(statements) });
        return answer["rows"].Deserialize<string?[][]>()!;
    }

    /// <summary>Has arrow-rs read a Parquet file and write it with other choices (tests/foreign/writers.mjs lists them).</summary>
    /// <exception cref="ForeignException">arrow-rs can't read the file, or the choices contradict one another.</exception>
    public static void Rewrite(string path, string to, JsonObject choices)
    {
        var request = (JsonObject)choices.DeepClone();
        request["op"] = "rewrite";
        request["path"] = path;
        request["to"] = to;
        Ask(request);
    }

    /// <summary>Has hyparquet read a plain Parquet file and hyparquet-writer write it with other choices.</summary>
    /// <param name="path">The plain file.</param>
    /// <param name="to">The file to write.</param>
    /// <param name="release">Which hyparquet-writer: <c>0.16.9</c>, or the newest.</param>
    /// <param name="choices">Options of <c>parquetWrite</c>; <c>columns</c> has those of each column.</param>
    /// <exception cref="ForeignException">One of them can't.</exception>
    public static void WriteHyparquet(string path, string to, string release, JsonObject choices)
    {
        var request = (JsonObject)choices.DeepClone();
        request["op"] = "writeHyparquet";
        request["path"] = path;
        request["to"] = to;
        request["release"] = release;
        Ask(request);
    }

    /// <summary>Decompresses with hyparquet's codecs.</summary>
    /// <param name="codec">A name of Parquet's <c>CompressionCodec</c> enum.</param>
    /// <exception cref="ForeignException">The bytes are not valid.</exception>
    public static byte[] Decompress(string codec, ReadOnlySpan<byte> bytes, int length)
    {
        JsonNode answer = Ask(new JsonObject { ["op"] = "decompress", ["codec"] = codec, ["bytes"] = Convert.ToBase64String(bytes), ["length"] = length });
        return Convert.FromBase64String((string)answer["bytes"]!);
    }

    /// <summary>What Redocly's recommended rules say against an OpenAPI document.</summary>
    public static string[] LintOpenApi(string document) =>
        Ask(new JsonObject { ["op"] = "lintOpenApi", ["document"] = document })["problems"].Deserialize<string[]>()!;

    /// <summary>Has openapi-typescript generate an OpenAPI document's types, and the TypeScript compiler hold a program against them, which imports them from <c>./schema.d.ts</c>.</summary>
    /// <returns>What the compiler says.</returns>
    public static string[] CompileClient(string document, string program) =>
        Ask(new JsonObject { ["op"] = "compileClient", ["document"] = document, ["program"] = program })["problems"].Deserialize<string[]>()!;

    private static JsonNode Ask(JsonObject request)
    {
        string? line;
        lock (Turn)
        {
            Node.Value.StandardInput.WriteLine(request.ToJsonString());
            line = Node.Value.StandardOutput.ReadLine();
        }

        JsonNode answer = JsonNode.Parse(line ?? throw new InvalidOperationException("tests/foreign/foreign.mjs ended; its words are above."))!;
        return answer["error"] is { } error ? throw new ForeignException((string)error!) : answer;
    }

    private static Process Start()
    {
        string folder = Tools.NodeFolder("foreign");

        // the process ends by itself when this one does, since its standard input ends then
        return Process.Start(new ProcessStartInfo("node", ["--max-old-space-size=2048", Path.Combine(folder, "foreign.mjs")])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }
}

/// <summary>What a foreign tool said instead of an answer.</summary>
internal sealed class ForeignException(string message) : Exception(message);
