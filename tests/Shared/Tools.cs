namespace Erasure.Tests.Shared;

/// <summary>
/// Programs that tests need and that not every machine has. A test without its tool is a counted skip on a desk, and a failure in CI (<c>CI</c> is set, as <c>.ci/run</c> and most services do).
/// </summary>
internal static class Tools
{
    /// <summary>Whether this is CI, where every tool has to be.</summary>
    public static bool AreOwed { get; } = Environment.GetEnvironmentVariable("CI") is not (null or "" or "0" or "false");

    /// <summary>Expects a program on the path.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="remedy">How it is had.</param>
    /// <exception cref="MissingToolException">It isn't there.</exception>
    public static void Expect(string name, string remedy)
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name)) || File.Exists(Path.Combine(folder, $"{name}.exe"))))
        {
            throw new MissingToolException($"{name} is not installed: {remedy}, or run all tests by `bash tests/run.sh`.");
        }
    }

    /// <summary>A folder below tests, with Node.js to run what is in it and its packages installed.</summary>
    /// <exception cref="MissingToolException">One of them isn't there.</exception>
    public static string NodeFolder(string name)
    {
        Expect("node", "install Node.js 20 or later");
        string folder = Repository.PathOf("tests", name);
        return Directory.Exists(Path.Combine(folder, "node_modules"))
            ? folder
            : throw new MissingToolException($"The packages of tests/{name} are not installed: run `npm ci --prefix tests/{name}`, or all tests by `bash tests/run.sh`.");
    }
}

/// <summary>A tool isn't there. <see cref="ToolTestFramework"/> makes of it what it is worth.</summary>
internal sealed class MissingToolException(string message) : Exception(message);
