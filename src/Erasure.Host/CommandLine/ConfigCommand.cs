using System.CommandLine;
using Erasure.Core.Configuration;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Language;
using Erasure.Core.Settings;
using Erasure.Host.Serving;

namespace Erasure.Host.CommandLine;

/// <summary><c>erasure config check FILE</c>: everything that is wrong in a configuration file, at once.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        Argument<FileInfo> file = new("FILE") { Description = "The configuration file." };
        Option<bool> lake = new("--lake") { Description = "Look into the lake too: whether each data mapper's objects are there and can be read." };
        Option<bool> azure = new("--azure") { Description = "The file is for the Azure Functions app, not for serve here." };
        Command check = new("check", "Tell everything for which serve would refuse a configuration file on this machine.") { file, lake, azure };
        check.SetAction((command, cancellationToken) =>
            CheckAsync(command, command.GetRequiredValue(file), command.GetValue(lake), command.GetValue(azure), cancellationToken));
        return new Command("config", "Look at a configuration file.") { check };
    }

    /// <summary>Loads a file that must be right.</summary>
    /// <exception cref="RefusalException">It isn't; the message has a line for each problem.</exception>
    public static ErasureConfiguration Load(FileInfo file, HostEnvironment? environment = null) => Right(file, path => ConfigurationLoader.Load(path, environment is null ? null : environment.Find));

    /// <summary>Loads a file that must be right, but for secrets, for who only looks into what it names.</summary>
    /// <exception cref="RefusalException">It isn't; the message has a line for each problem.</exception>
    public static ErasureConfiguration LoadWithoutSecrets(FileInfo file) => Right(file, ConfigurationLoader.LoadWithoutSecrets);

    /// <summary>Loads a file for its settings alone, as <see cref="ConfigurationLoader.LoadSettings"/> does: by hand and from cron no secret is set.</summary>
    /// <exception cref="RefusalException">They aren't right; the message has a line for each problem.</exception>
    public static ErasureConfiguration LoadSettings(FileInfo file) => Right(file, ConfigurationLoader.LoadSettings);

    private static ErasureConfiguration Right(FileInfo file, Func<string, (ErasureConfiguration? Configuration, IReadOnlyList<ConfigurationProblem> Problems)> load)
    {
        if (!Directory.Exists(file.FullName))
        {
            InputText.Expect(file.FullName);
        }

        (ErasureConfiguration? configuration, IReadOnlyList<ConfigurationProblem> problems) = load(file.FullName);
        return configuration ?? throw new RefusalException(RefusalException.Configuration, $"{file} is wrong:\n{string.Join('\n', problems.Select(problem => $"  {problem}"))}");
    }

    private static async Task<int> CheckAsync(ParseResult command, FileInfo file, bool withLake, bool isForAzure, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(file.FullName))
        {
            InputText.Expect(file.FullName);
        }

        HostEnvironment environment = HostEnvironment.Read();
        (ErasureConfiguration? configuration, IReadOnlyList<ConfigurationProblem> problems) = ConfigurationLoader.Inspect(file.FullName, environment);
        IReadOnlyList<ConfigurationProblem> notes = [];
        if (configuration is not null)
        {
            // Also of a file that is wrong: what is right in it is looked at, so that all is told at once.
            (IReadOnlyList<ConfigurationProblem> found, notes) = await LookAsync(
                configuration,
                environment,
                path => ConfigurationLoader.Touch(problems, path),
                path => ConfigurationLoader.IsGiven(file.FullName, path),
                withLake,
                isForAzure,
                cancellationToken);
            problems = [.. problems, .. found];
        }

        (problems, notes) = (ConfigurationLoader.Locate(file.FullName, problems), ConfigurationLoader.Locate(file.FullName, notes));
        if (Answer.IsJson(command))
        {
            await Answer.WriteJsonAsync(command, new { isValid = problems.Count == 0, problems, notes });
            return problems.Count == 0 ? ExitCode.Done : ExitCode.Failed;
        }

        await TellAsync(command, file, configuration, withLake, problems, notes);
        return problems.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<(IReadOnlyList<ConfigurationProblem> Problems, IReadOnlyList<ConfigurationProblem> Notes)> LookAsync(
        ErasureConfiguration configuration, HostEnvironment environment, Func<string, bool> isWrong, Func<string, bool> isGiven, bool withLake, bool isForAzure, CancellationToken cancellationToken)
    {
        List<ConfigurationProblem> found = isForAzure
            ? [.. FunctionsAppRules.Check(configuration)]
            : [.. await StartChecks.RunAsync(configuration, environment, isNew: false, lookThrough: true, cancellationToken, isWrong)];

        // Mappers are stored in the database, if there is one that can be read.
        bool canAsk = configuration.Records is null && !isForAzure && !isWrong(StartChecks.DataFolder) && !found.Exists(problem => problem.Path == StartChecks.DataFolder);
        IReadOnlyList<DataMapper>? stored = canAsk ? await MapperStore.StoredAsync(configuration, cancellationToken) : null;
        List<ConfigurationProblem> notes = [.. ConfigNotes.Of(configuration, stored, isWrong, isGiven)];
        if (withLake && configuration.Lake is { } lake)
        {
            if (LakeCheck.CanLook(lake, isWrong))
            {
                found.AddRange(await LakeCheck.RunAsync(configuration, lake, stored, isWrong, cancellationToken));
            }
            else
            {
                notes.Add(new ConfigurationProblem("$.lake", "wasn't looked into, since where it is isn't right: mend that, and check again"));
            }
        }

        // A file for Azure is right though what is stored there can't be asked from here.
        (isForAzure ? notes : found).AddRange(MapperNames.Check(configuration, stored, isWrong));
        return ([.. found.Where(problem => !isWrong(problem.Path))], notes);
    }

    private static async Task TellAsync(
        ParseResult command, FileInfo file, ErasureConfiguration? configuration, bool withLake, IReadOnlyList<ConfigurationProblem> problems, IReadOnlyList<ConfigurationProblem> notes)
    {
        if (problems.Count == 0)
        {
            string seen = withLake ? configuration!.Lake is null ? " There is no lake to look into." : " The lake bears them out." : "";
            await Answer.WriteLineAsync(command, $"{file} is right: {English.Count(configuration!.Domains.Count, "domain")}, {English.Count(configuration.Lake?.Mappers.Count ?? 0, "data mapper")}.{seen}");
        }

        foreach (ConfigurationProblem problem in problems)
        {
            await command.InvocationConfiguration.Error.WriteLineAsync(problem.ToString());
        }

        foreach (ConfigurationProblem note in notes)
        {
            await Answer.WriteLineAsync(command, $"Note: {note}.");
        }
    }
}
