using System.Text.RegularExpressions;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Architecture;

/// <summary><c>docs/architecture.md</c> walks one person through the house, class by class.</summary>
public sealed partial class WalkDocumentationTests
{
    [Fact]
    public void Every_class_of_the_walk_is_there_and_the_steps_to_an_answer_are_as_many_as_it_says()
    {
        string document = File.ReadAllText(Repository.PathOf("docs", "architecture.md"));
        string walk = document[document.IndexOf("## The walk", StringComparison.Ordinal)..document.IndexOf("## Abstractions", StringComparison.Ordinal)];
        HashSet<string> files = [.. Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories).Select(path => Path.GetFileNameWithoutExtension(path))];

        Assert.All(Class().Matches(walk).Select(match => match.Groups["name"].Value), name => Assert.Contains(name, files));
        Assert.Equal(int.Parse(Steps().Match(walk).Groups["count"].Value, System.Globalization.CultureInfo.InvariantCulture), Row().Count(walk));
    }

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Class();

    [GeneratedRegex(@"in (?<count>\d+) steps", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Steps();

    [GeneratedRegex(@"^\| \d+ \|", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}
