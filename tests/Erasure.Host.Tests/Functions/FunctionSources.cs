using System.Text.RegularExpressions;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Functions;

/// <summary>The functions of the Azure app as its sources declare them: it isn't built where Azure's packages can't be restored.</summary>
internal static partial class FunctionSources
{
    /// <summary>Names of the functions with this trigger attribute, and what is between its parentheses.</summary>
    public static IReadOnlyDictionary<string, string> With(string trigger) => Directory
        .EnumerateFiles(Repository.PathOf("src/ErasureFunctions/Functions"), "*.cs")
        .SelectMany(file => Function().Matches(File.ReadAllText(file)))
        .Where(function => function.Groups["trigger"].Value == trigger)
        .ToDictionary(function => function.Groups["name"].Value, function => function.Groups["arguments"].Value, StringComparer.Ordinal);

    [GeneratedRegex("""\[Function\("(?<name>[\w-]+)"\)\]\s+public \S+ \w+\(\s*\[(?<trigger>\w+)(\((?<arguments>[^\]]*)\))?\]""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Function();
}
