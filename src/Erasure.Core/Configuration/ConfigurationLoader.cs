using System.Text.Json;
using Erasure.Core.Server;
using Erasure.Core.Settings;

namespace Erasure.Core.Configuration;

/// <summary>Loads the configuration file, with all of its problems at once.</summary>
public static class ConfigurationLoader
{
    private static readonly JsonDocumentOptions Syntax = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    // Longer than any configuration, and short enough for a device that never ends.
    private const int MaxBytes = 16 * 1024 * 1024;

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
        Read(path, (text, folder) => Parse(text, folder, Reader(variable => variable), validator: null));

    /// <summary>Loads the file for who looks into what it names and serves nothing: all of it must be right, but no secret need be set.</summary>
    /// <returns>The configuration, and no problem; or null and at least one.</returns>
    public static (ErasureConfiguration? Configuration, IReadOnlyList<ConfigurationProblem> Problems) LoadWithoutSecrets(string path) => Read(path, (text, folder) =>
    {
        ConfigurationReader reader = Reader(variable => variable);
        return Parse(text, folder, reader, new ConfigurationValidator(reader.Problems, folder, environment: null));
    });

    /// <summary>Loads the file for who tells all that is wrong with it: of a wrong one what could be read is given too, in which required settings may be null.</summary>
    /// <returns>The configuration as far as there is one, and its problems.</returns>
    public static (ErasureConfiguration? Configuration, IReadOnlyList<ConfigurationProblem> Problems) Inspect(string path, HostEnvironment environment) => Read(path, (text, folder) =>
    {
        ConfigurationReader reader = Reader(environment.Find);
        return Parse(text, folder, reader, new ConfigurationValidator(reader.Problems, folder, environment.Find), partly: true);
    });

    /// <summary>Whether one of the problems is at a setting, or below or above it: what is read of it isn't what the file says.</summary>
    public static bool Touch(IEnumerable<ConfigurationProblem> problems, string path) =>
        problems.Any(problem => IsBelow(problem.Path, path) || IsBelow(path, problem.Path));

    private static bool IsBelow(string path, string above) =>
        path.StartsWith(above, StringComparison.Ordinal) && (path.Length == above.Length || path[above.Length] is '.' or '[');

    /// <summary>Gives problems that were found later, of what the file at <paramref name="path"/> says, their lines and columns in it, and puts them in its order.</summary>
    public static IReadOnlyList<ConfigurationProblem> Locate(string path, IReadOnlyList<ConfigurationProblem> problems)
    {
        return problems.Count == 0 ? problems : PlacesOf(path)?.Locate(problems) ?? problems;
    }

    /// <summary>Whether a setting, such as <c>$.server.url</c>, stands in the file at <paramref name="path"/>, and not only in its defaults.</summary>
    public static bool IsGiven(string path, string setting) => PlacesOf(path)?.Has(setting) == true;

    private static SettingPlaces? PlacesOf(string path)
    {
        try
        {
            return new SettingPlaces(ReadText(path) ?? "", Syntax);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return null;
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
            return ReadText(full) is { } text ? parse(text, Path.GetDirectoryName(full)!) : (null, [new ConfigurationProblem("$", $"is longer than {MaxBytes / 1024 / 1024} MB, as no configuration is: give another file")]);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return (null, [new ConfigurationProblem("$", $"can't be read: {unreadable.Message}")]);
        }
    }

    /// <summary>The file's text; null where it is too long.</summary>
    private static string? ReadText(string path)
    {
        using FileStream file = File.OpenRead(path);
        using MemoryStream bytes = new();
        byte[] part = new byte[64 * 1024];
        for (int read = file.Read(part); read > 0; read = file.Read(part))
        {
            bytes.Write(part, 0, read);
            if (bytes.Length > MaxBytes)
            {
                return null;
            }
        }

        bytes.Position = 0;
        using StreamReader text = new(bytes);
        return text.ReadToEnd();
    }

    /// <summary>Reads the file's text; <paramref name="folder"/> is where relative folders begin.</summary>
    /// <returns>The configuration, and no problem; or null and at least one.</returns>
    public static (ErasureConfiguration? Configuration, IReadOnlyList<ConfigurationProblem> Problems) Parse(
        string json,
        string folder,
        Func<string, string?>? environment = null)
    {
        environment ??= HostEnvironment.Read().Find;
        ConfigurationReader reader = Reader(environment);
        return Parse(json, folder, reader, new ConfigurationValidator(reader.Problems, folder, environment));
    }

    private static (ErasureConfiguration? Configuration, IReadOnlyList<ConfigurationProblem> Problems) Parse(
        string json,
        string folder,
        ConfigurationReader reader,
        ConfigurationValidator? validator,
        bool partly = false)
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

        return (
            configuration is not null && (partly || reader.Problems.Count == 0) ? Resolve(configuration, folder) : null,
            reader.Problems.Count == 0 ? [] : new SettingPlaces(json, Syntax).Locate(reader.Problems.All));
    }

    /// <summary>What reads the file, with the words for each kind of connector.</summary>
    internal static ConfigurationReader Reader(Func<string, string?> environment) =>
        new(environment, kinds: [.. Connectors.Kinds.Select(kind => (kind.Name, kind.Options))]);

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
