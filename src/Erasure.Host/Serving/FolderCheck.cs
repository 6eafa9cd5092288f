using System.Text;
using Erasure.Core.Settings;

namespace Erasure.Host.Serving;

/// <summary>Whether this user can make files in a folder, or make the folder. Nothing stays behind.</summary>
internal static class FolderCheck
{
    private const int LongestName = 255;

    // One name, so that what a killed run left goes with the next one.
    private const string Probe = ".erasure-probe";

    /// <returns>What is wrong; null where nothing is.</returns>
    public static ConfigurationProblem? Run(string folder, string setting)
    {
        if (LongName(folder, setting) is { } tooLong)
        {
            return tooLong;
        }

        string there = Path.GetFullPath(folder);
        while (!Directory.Exists(there))
        {
            if (File.Exists(there))
            {
                return new ConfigurationProblem(setting, $"{folder} can't be made, since {there} is a file: give another folder");
            }

            there = Path.GetDirectoryName(there)!;
        }

        try
        {
            string probe = Path.Combine(there, Probe);
            Directory.CreateDirectory(probe);
            try
            {
                Directory.Delete(probe);
            }
            catch (DirectoryNotFoundException)
            {
                // Another check was faster.
            }

            return null;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            return new ConfigurationProblem(setting, $"{folder}: this user can't make files there ({unusable.GetType().Name}): give a folder in which it can");
        }
    }

    /// <returns>That a part of the path is longer than file systems take; null where none is.</returns>
    public static ConfigurationProblem? LongName(string path, string setting) => path.Split(Path.DirectorySeparatorChar).Any(name => Encoding.UTF8.GetByteCount(name) > LongestName)
        ? new ConfigurationProblem(setting, $"has a name of more than {LongestName} bytes, which file systems don't take")
        : null;
}
