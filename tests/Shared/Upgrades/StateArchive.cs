using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Erasure.Tests.Shared.Upgrades;

/// <summary>A state that a version of the program left, in one file: a folder with times and modes, and beside it what is known of it.</summary>
internal static class StateArchive
{
    private const string Known = "state.json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    /// <summary>Where new ones are to be saved; null where none are to be.</summary>
    public static string? Target => Environment.GetEnvironmentVariable("ERASURE_SAVE_STATES") is { Length: > 0 } folder ? folder : null;

    /// <summary>The archives in a folder of the checkout and below it.</summary>
    public static IEnumerable<string> In(string folder) => Directory.EnumerateFiles(Repository.PathOf(folder), "*.tar.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    /// <summary>Writes down what is known of a state.</summary>
    public static Task WriteAsync<T>(string folder, T known) => File.WriteAllTextAsync(Path.Combine(folder, Known), JsonSerializer.Serialize(known, Json));

    /// <summary>Reads it.</summary>
    public static async Task<T> ReadAsync<T>(string folder) => JsonSerializer.Deserialize<T>(await File.ReadAllTextAsync(Path.Combine(folder, Known)), Json)!;

    /// <summary>Packs a state.</summary>
    public static async Task PackAsync(string folder, string file)
    {
        await using GZipStream gzip = new(File.Create(file), CompressionLevel.SmallestSize);
        await TarFile.CreateFromDirectoryAsync(folder, gzip, includeBaseDirectory: false);
    }

    /// <summary>Unpacks one into an empty folder.</summary>
    public static async Task UnpackAsync(string file, string folder)
    {
        await using GZipStream gzip = new(File.OpenRead(file), CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(gzip, folder, overwriteFiles: false);
    }
}
