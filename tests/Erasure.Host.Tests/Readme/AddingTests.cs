using System.Text.RegularExpressions;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Readme;

/// <summary>The pages in <c>docs/adding</c> name files as they are.</summary>
public sealed partial class AddingTests
{
    /// <summary>What their examples make.</summary>
    private static readonly string[] Examples = ["ManualConnector", "CountDomains", "DictionaryStore"];

    [Fact]
    public void Every_file_that_they_name_is_there_but_those_that_their_examples_make() =>
        Assert.All(
            Directory.EnumerateFiles(Repository.PathOf("docs", "adding"), "*.md").SelectMany(page => Named().Matches(File.ReadAllText(page))).Select(match => match.Groups["path"].Value),
            path => Assert.True(Path.Exists(Repository.PathOf(path)) || Examples.Any(example => path.Contains(example, StringComparison.Ordinal)), path));

    [GeneratedRegex("`(?<path>(src|tests|docs)/[A-Za-z0-9_./-]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();
}
