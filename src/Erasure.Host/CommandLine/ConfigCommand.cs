using System.CommandLine;
using Erasure.Core.Configuration;

namespace Erasure.Host.CommandLine;

/// <summary><c>erasure config check FILE</c>: everything that is wrong in a configuration file, at once.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        Argument<FileInfo> file = new("FILE") { Description = "The configuration file." };
        Option<bool> json = Answer.Json();
        Command check = new("check", "Tell everything that is wrong in a configuration file.") { file, json };
        check.SetAction((command, _) => CheckAsync(command, command.GetRequiredValue(file), command.GetValue(json)));
        return new Command("config", "Look at a configuration file.") { check };
    }

    /// <summary>Loads a file that must be right.</summary>
    /// <exception cref="RefusalException">It isn't; the message has a line for each problem.</exception>
    public static ErasureConfiguration Load(FileInfo file)
    {
        (ErasureConfiguration? configuration, IReadOnlyList<ConfigurationProblem> problems) = ConfigurationLoader.Load(file.FullName);
        return configuration ?? throw new RefusalException($"{file} is wrong:\n{string.Join('\n', problems.Select(problem => $"  {problem}"))}");
    }

    private static async Task<int> CheckAsync(ParseResult command, FileInfo file, bool json)
    {
        (ErasureConfiguration? configuration, IReadOnlyList<ConfigurationProblem> problems) = ConfigurationLoader.Load(file.FullName);
        if (json)
        {
            await Answer.WriteJsonAsync(command, new { isValid = configuration is not null, problems });
        }
        else if (configuration is not null)
        {
            await Answer.WriteLineAsync(command, $"{file} is right: {configuration.Domains.Count} domains, {configuration.Lake?.Mappers.Count ?? 0} data mappers.");
        }
        else
        {
            foreach (ConfigurationProblem problem in problems)
            {
                await command.InvocationConfiguration.Error.WriteLineAsync(problem.ToString());
            }
        }

        return configuration is null ? ExitCode.Failed : ExitCode.Done;
    }
}
