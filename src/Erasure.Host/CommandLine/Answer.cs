using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Erasure.Host.CommandLine;

/// <summary>A command's answer: text for people, or JSON where <c>--json</c> asks for it.</summary>
internal static class Answer
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>The option's name.</summary>
    public const string JsonName = "--json";

    /// <summary>For the root: every command has it.</summary>
    public static Option<bool> Json() => new(JsonName) { Description = "Answer in JSON, refusals too.", Recursive = true };

    /// <summary>The command is to answer in JSON.</summary>
    public static bool IsJson(ParseResult command) => command.GetValue(command.RootCommandResult.Command.Options.OfType<Option<bool>>().Single(option => option.Name == JsonName));

    /// <summary>The answer in the form that was asked for.</summary>
    public static Task WriteAsync<T>(ParseResult command, T answer, string line) => IsJson(command) ? WriteJsonAsync(command, answer) : WriteLineAsync(command, line);

    public static Task WriteJsonAsync<T>(ParseResult command, T answer) => WriteJsonAsync(command.InvocationConfiguration.Output, answer);

    public static Task WriteJsonAsync<T>(TextWriter output, T answer) => output.WriteLineAsync(JsonSerializer.Serialize(answer, Indented));

    /// <summary>An answer, with why it isn't a whole one under <c>error</c>.</summary>
    public static Task WriteJsonAsync<T>(ParseResult command, T answer, AnsweredError? error)
    {
        JsonObject node = JsonSerializer.SerializeToNode(answer, Indented)!.AsObject();
        if (error is not null)
        {
            node["error"] = JsonSerializer.SerializeToNode(error, Indented);
        }

        return WriteJsonAsync(command, node);
    }

    public static Task WriteLineAsync(ParseResult command, string line) =>
        command.InvocationConfiguration.Output.WriteLineAsync(line);
}
