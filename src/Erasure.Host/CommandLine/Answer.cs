using System.CommandLine;
using System.Text.Json;
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

    public static Option<bool> Json() => new(JsonName) { Description = "Answer in JSON, refusals too." };

    public static Task WriteJsonAsync<T>(ParseResult command, T answer) => WriteJsonAsync(command.InvocationConfiguration.Output, answer);

    public static Task WriteJsonAsync<T>(TextWriter output, T answer) => output.WriteLineAsync(JsonSerializer.Serialize(answer, Indented));

    public static Task WriteLineAsync(ParseResult command, string line) =>
        command.InvocationConfiguration.Output.WriteLineAsync(line);
}
