namespace Erasure.Host.CommandLine;

/// <summary>How this very program is called again from a shell: <c>erasure</c> is on the <c>PATH</c> only where somebody put it there.</summary>
internal static class ThisProgram
{
    private const string Name = "erasure";

    /// <summary>The command, with what follows it.</summary>
    public static string Called(params IEnumerable<string> words) => string.Join(' ', [Of(Environment.ProcessPath, AppContext.BaseDirectory), .. words.Select(Quoted)]);

    /// <summary>The command of the program that runs as <paramref name="process"/>, from <paramref name="folder"/>.</summary>
    internal static string Of(string? process, string folder) => process is not null && Path.GetFileNameWithoutExtension(process) == Name
        ? Quoted(process)
        : $"dotnet {Quoted(Path.Combine(folder, $"{Name}.dll"))}";

    private static string Quoted(string word) => word.Any(char.IsWhiteSpace) ? $"\"{word}\"" : word;
}
