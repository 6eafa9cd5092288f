using System.CommandLine;
using System.Text.Json;
using Erasure.Core.Configuration;

namespace Erasure.Host.CommandLine;

/// <summary><c>erasure dry-run --config FILE IDENTIFIERS</c>: what would go of one person from the lake. Nothing is changed, nowhere.</summary>
internal static class DryRunCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "dry-run";

    /// <summary>Its argument, as help calls it.</summary>
    public const string Argument = "IDENTIFIERS";

    private const int MaxBytes = 1024 * 1024;

    public static Command Create()
    {
        Argument<string> identifiers = new(Argument) { Description = "A file with the person's identifiers as JSON, {\"user_id\":\"u-2043\"}; - reads standard input, so that they are in no file." };
        Option<FileInfo> config = new("--config") { Description = "The configuration file.", HelpName = "FILE", Required = true };
        Command command = new(Name, "Tell what would go of one person from the lake, while a host runs or none does.") { identifiers, config };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, parsed.GetRequiredValue(identifiers), parsed.GetRequiredValue(config), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult command, string identifiers, FileInfo file, CancellationToken cancellationToken)
    {
        ErasureConfiguration configuration = ConfigCommand.LoadWithoutSecrets(file);
        DryRunReport report = new(await DryRun.RunAsync(configuration, await ReadAsync(identifiers, cancellationToken), cancellationToken));
        if (Answer.IsJson(command))
        {
            await Answer.WriteJsonAsync(command, report.Json, report.Error);
        }
        else
        {
            foreach (string line in report.Lines())
            {
                await Answer.WriteLineAsync(command, line);
            }
        }

        return report.Exit;
    }

    private static async Task<JsonElement> ReadAsync(string identifiers, CancellationToken cancellationToken)
    {
        using MemoryStream text = await InputText.ReadAsync(identifiers, MaxBytes, cancellationToken);
        try
        {
            using JsonDocument document = await JsonDocument.ParseAsync(text, cancellationToken: cancellationToken);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // Its message may quote them.
            throw new UsageException($"{Argument} isn't JSON: write an object, such as {{\"user_id\":\"u-2043\"}}.");
        }
    }
}
