using System.CommandLine;
using System.Globalization;
using Erasure.Core.Configuration;

namespace Erasure.Host.CommandLine;

/// <summary><c>erasure config check FILE</c>: everything that is wrong in a configuration file, at once.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        Argument<FileInfo> file = new("FILE") { Description = "The configuration file." };
        Option<bool> lake = new("--lake") { Description = "Look into the lake too: whether each data mapper's objects are there and can be read." };
        Option<bool> json = Answer.Json();
        Command check = new("check", "Tell everything that is wrong in a configuration file.") { file, lake, json };
        check.SetAction((command, cancellationToken) => CheckAsync(command, command.GetRequiredValue(file), command.GetValue(lake), command.GetValue(json), cancellationToken));
        return new Command("config", "Look at a configuration file.") { check };
    }

    /// <summary>Loads a file that must be right.</summary>
    /// <exception cref="RefusalException">It isn't; the message has a line for each problem.</exception>
    public static ErasureConfiguration Load(FileInfo file)
    {
        (ErasureConfiguration? configuration, IReadOnlyList<ConfigurationProblem> problems) = ConfigurationLoader.Load(file.FullName);
        return configuration ?? throw new RefusalException($"{file} is wrong:\n{string.Join('\n', problems.Select(problem => $"  {problem}"))}");
    }

    private static async Task<int> CheckAsync(ParseResult command, FileInfo file, bool withLake, bool json, CancellationToken cancellationToken)
    {
        (ErasureConfiguration? configuration, IReadOnlyList<ConfigurationProblem> problems) = ConfigurationLoader.Load(file.FullName);
        if (withLake && configuration?.Lake is { } lake)
        {
            problems = await LakeCheck.RunAsync(configuration, lake, cancellationToken);
        }

        if (configuration is not null)
        {
            problems = [.. problems, .. await MapperNames.CheckAsync(configuration, cancellationToken)];
        }

        if (json)
        {
            await Answer.WriteJsonAsync(command, new { isValid = problems.Count == 0, problems });
        }
        else if (problems.Count == 0)
        {
            string seen = withLake ? configuration!.Lake is null ? " There is no lake to look into." : " The lake bears them out." : "";
            await Answer.WriteLineAsync(command, $"{file} is right: {Counted(configuration!.Domains.Count, "domain")}, {Counted(configuration.Lake?.Mappers.Count ?? 0, "data mapper")}.{seen}");
        }
        else
        {
            foreach (ConfigurationProblem problem in problems)
            {
                await command.InvocationConfiguration.Error.WriteLineAsync(problem.ToString());
            }
        }

        return problems.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static string Counted(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
