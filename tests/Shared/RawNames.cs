using System.Diagnostics;

namespace Erasure.Tests.Shared;

/// <summary>Files and folders under names that are bytes, as Linux has them, and no text: .NET can neither make nor remove them.</summary>
internal static class RawNames
{
    /// <summary>Writes a file.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="name">Its name, as printf writes bytes: <c>latin-\351.csv</c>.</param>
    /// <param name="text">What it holds.</param>
    public static void CreateFile(string folder, string name, string text = "x") => Run("printf %s \"$3\" > \"$1/$(printf \"$2\")\"", folder, name, text);

    /// <summary>Makes a folder.</summary>
    public static void CreateFolder(string folder, string name) => Run("mkdir \"$1/$(printf \"$2\")\"", folder, name);

    /// <summary>Makes a named pipe, which nobody writes into.</summary>
    public static void CreatePipe(string folder, string name) => Run("mkfifo \"$1/$2\"", folder, name);

    /// <summary>Empties a folder.</summary>
    public static void DeleteAll(string folder) => Run("rm -rf -- \"$1\" && mkdir \"$1\"", folder);

    private static void Run(string script, params string[] arguments)
    {
        using Process process = Process.Start("sh", ["-c", script, "sh", .. arguments]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
