using System.Text.RegularExpressions;
using Erasure.Core.Deletion.Failures;
using Erasure.Parquet;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Deletion.Failures;

/// <summary>What is told of codes.</summary>
public sealed class FailureAdviceTests
{
    [Fact]
    public void Every_code_is_documented_with_what_it_means_and_what_to_do()
    {
        string document = File.ReadAllText(Repository.PathOf("docs", "failures.md"));
        string[] documented = [.. Regex.Matches(document, @"^\| `(?<code>[a-z-]+)` \| (?<meaning>.+?) \| (?<remedy>.+?) \|$", RegexOptions.Multiline).Select(row => $"{row.Groups["code"]}: {row.Groups["meaning"]} {row.Groups["remedy"]}".Replace("`", "", StringComparison.Ordinal))];

        Assert.Equal(FailureAdvice.All.Select(advice => $"{advice.Code}: {advice.Meaning} {advice.Remedy}"), documented);
        Assert.Subset(FailureAdvice.All.Select(advice => advice.Code).ToHashSet(), Enum.GetValues<RefusalCode>().Select(CodeWords.Of).ToHashSet());
    }
}
