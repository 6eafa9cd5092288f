using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Erasure.Core.Configuration;

namespace Erasure.Host.CommandLine;

/// <summary><c>erasure dry-run --config FILE IDENTIFIERS</c>: what would go of one person from the lake. Nothing is changed, nowhere.</summary>
internal static class DryRunCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "dry-run";

    private const string StandardInput = "-";

    public static Command Create()
    {
        Argument<string> identifiers = new("IDENTIFIERS") { Description = "A file with the person's identifiers as JSON, {\"user_id\":\"u-2043\"}; - reads standard input, so that they are in no file." };
        Option<FileInfo> config = new("--config") { Description = "The configuration file.", HelpName = "FILE", Required = true };
        Option<bool> json = Answer.Json();
        Command command = new(Name, "Tell what would go of one person from the lake, while a host runs or none does.") { identifiers, config, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, parsed.GetRequiredValue(identifiers), parsed.GetRequiredValue(config), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult command, string identifiers, FileInfo file, bool json, CancellationToken cancellationToken)
    {
        ErasureConfiguration configuration = ConfigCommand.Load(file);
        JsonNode report = await DryRun.RunAsync(configuration, await ReadAsync(identifiers, cancellationToken), cancellationToken);
        if (json)
        {
            await Answer.WriteJsonAsync(command, report);
        }
        else
        {
            await TellAsync(command, report);
        }

        return ExitOf(report);
    }

    private static async Task<JsonElement> ReadAsync(string identifiers, CancellationToken cancellationToken)
    {
        string text = identifiers == StandardInput ? await Console.In.ReadToEndAsync(cancellationToken) : await File.ReadAllTextAsync(identifiers, cancellationToken);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // Its message may quote them.
            throw new UsageException("IDENTIFIERS isn't JSON: write an object, such as {\"user_id\":\"u-2043\"}.");
        }
    }

    private static async Task TellAsync(ParseResult command, JsonNode report)
    {
        JsonNode job = report["job"]!;
        JsonNode? totals = job["totals"];
        await Answer.WriteLineAsync(command, string.Create(CultureInfo.InvariantCulture, $"{Rows(Of(totals, "rowsErased"))} would go, in {Of(totals, "objectsErased"):N0} of {Of(totals, "objects"):N0} objects. Nothing was changed."));
        foreach (JsonNode? item in report["objects"]!.AsArray().OrderBy(item => (string?)item!["key"], StringComparer.Ordinal))
        {
            string rows = item!["rowsFound"] is { } found ? Rows(found.GetValue<long>()) : "all of it";
            string what = (string?)item["code"] ?? ((string?)item["state"] == "Found" ? rows : (string)item["state"]!);
            await Answer.WriteLineAsync(command, $"  {item["key"]}: {what}");
            foreach (JsonNode? problem in item["problems"]?.AsArray() ?? [])
            {
                await Answer.WriteLineAsync(command, $"    {problem!["code"]}: {problem["column"]}");
            }
        }

        foreach (JsonNode? mapper in report["mappers"]!.AsArray().Where(mapper => mapper!["code"] is not null))
        {
            await Answer.WriteLineAsync(command, $"{mapper!["mapper"]} couldn't be searched ({mapper["reason"] ?? mapper["code"]}): {mapper["detail"]}");
        }

        if (job["notSearched"]?.AsArray() is { Count: > 0 } mappers)
        {
            await Answer.WriteLineAsync(command, $"Not searched, since none of these identifiers is theirs: {string.Join(", ", mappers.Select(mapper => (string)mapper!))}.");
        }
    }

    // A real job leaves the match in the queue where there is a code.
    private static int ExitOf(JsonNode report) =>
        report["job"]!["code"] is null ? ExitCode.Done : report["job"]!["totals"] is { } totals && Of(totals, "objects") > Of(totals, "objectsFailed") ? ExitCode.Incomplete : ExitCode.Failed;

    private static string Rows(long count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} row{(count == 1 ? "" : "s")}");

    private static long Of(JsonNode? totals, string name) => totals?[name]?.GetValue<long>() ?? 0;
}
