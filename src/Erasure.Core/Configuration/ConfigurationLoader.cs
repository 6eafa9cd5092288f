using System.Text.Json;

namespace Erasure.Core.Configuration;

/// <summary>Loads the configuration file, with all of its problems at once.</summary>
public static class ConfigurationLoader
{
    private static readonly JsonDocumentOptions Syntax = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Loads the file at <paramref name="path"/>. Folders in it are taken relative to its own folder.</summary>
    /// <param name="path">The file.</param>
    /// <param name="environment">Looks an environment variable up; the process's own where it isn't given.</param>
    /// <returns>The configuration, and no problem; or null and at least one.</returns>
    public static (ErasureConfiguration? Configuration, IReadOnlyList<ConfigurationProblem> Problems) Load(
        string path,
        Func<string, string?>? environment = null) => Read(path, (text, folder) => Parse(text, folder, environment));

    /// <summary>Loads the file for who needs a setting of it and serves nothing: secrets needn't be set, nor anything else be there that it names.</summary>
    /// <returns>The configuration, and no problem; or null and at least one.</returns>
    public static (ErasureConfiguration? Configuration, IReadOnlyList<ConfigurationProblem> Problems) LoadSettings(string path) =>
        Read(path, (text, folder) => Parse(text, folder, new ConfigurationReader(variable => variable), validator: null));

    /// <summary>Gives problems that were found later, of what the file at <paramref name="path"/> says, their lines and columns in it, and puts them in its order.</summary>
    public static IReadOnlyList<ConfigurationProblem> Locate(string path, IReadOnlyList<ConfigurationProblem> problems)
    {
        try
        {
            return problems.Count == 0 ? problems : new SettingPlaces(File.ReadAllText(path), Syntax).Locate(problems);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return problems;
        }
    }

    private static (ErasureConfiguration? Configuration, IReadOnlyList<ConfigurationProblem> Problems) Read(
        string path,
        Func<string, string, (ErasureConfiguration? Configuration, IReadOnlyList<ConfigurationProblem> Problems)> parse)
    {
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            return (null, [new ConfigurationProblem("$", "is a folder: give the file in it, such as erasure.json")]);
        }

        try
        {
            return parse(File.ReadAllText(full), Path.GetDirectoryName(full)!);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return (null, [new ConfigurationProblem("$", $"can't be read: {unreadable.Message}")]);
        }
    }

    /// <summary>Reads the file's text; <paramref name="folder"/> is where relative folders begin.</summary>
    /// <returns>The configuration, and no problem; or null and at least one.</returns>
    public static (ErasureConfiguration? Configuration, IReadOnlyList<ConfigurationProblem> Problems) Parse(
        string json,
        string folder,
        Func<string, string?>? environment = null)
    {
        environment ??= Environment.GetEnvironmentVariable;
        ConfigurationReader reader = new(environment);
        return Parse(json, folder, reader, new ConfigurationValidator(reader.Problems, folder, environment));
    }

    private static (ErasureConfiguration? Configuration, IReadOnlyList<ConfigurationProblem> Problems) Parse(
        string json,
        string folder,
        ConfigurationReader reader,
        ConfigurationValidator? validator)
    {
        ErasureConfiguration? configuration;
        try
        {
            if (string.IsNullOrWhiteSpace(json))
            {
                return (null, [new ConfigurationProblem("$", "is empty: see docs/configuration.md for what is in it")]);
            }

            using JsonDocument document = JsonDocument.Parse(json, Syntax);
            if (!JsonTexts.AreValid(document.RootElement))
            {
                return (null, [new ConfigurationProblem("$", "holds half a surrogate pair (\\ud800 to \\udfff), which is no text")]);
            }

            configuration = (ErasureConfiguration?)reader.Read(document.RootElement, typeof(ErasureConfiguration), "$");
        }
        catch (JsonException syntax)
        {
            // The library counts from 0, at the end of its message.
            string what = syntax.Message.Split(" LineNumber:", 2)[0].TrimEnd('.');
            return (null, [new ConfigurationProblem("$", $"isn't JSON, in line {syntax.LineNumber + 1} at its byte {syntax.BytePositionInLine + 1}: {what}")]);
        }

        if (configuration is not null)
        {
            validator?.Validate(configuration);
        }

        return reader.Problems.Count == 0 ? (Resolve(configuration!, folder), []) : (null, new SettingPlaces(json, Syntax).Locate(reader.Problems.All));
    }

    private static ErasureConfiguration Resolve(ErasureConfiguration configuration, string folder)
    {
        string Below(string relative) => Path.GetFullPath(relative, folder);
        ServerConfiguration server = configuration.Server with
        {
            DataFolder = Below(configuration.Server.DataFolder),
            MasterKeyFile = Below(configuration.Server.MasterKeyFile),
        };
        return configuration with
        {
            Server = server,
            Lake = configuration.Lake is null ? null : configuration.Lake with { Folder = configuration.Lake.Folder is { } root ? Below(root) : null },
            Mail = configuration.Mail with
            {
                Folder = configuration.Mail.Folder is { } mails ? Below(mails) : Path.Combine(server.DataFolder, "mail"),
            },
        };
    }
}
