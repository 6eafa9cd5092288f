using System.Text.RegularExpressions;
using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Verify;

/// <summary>The verifier is a second reading: it may share what decodes bytes, and nothing of what decides where rows are or what stays.</summary>
public sealed partial class IndependenceTests
{
    public static TheoryData<string> Sources =>
        [.. Directory.EnumerateFiles(Repository.PathOf("src/Erasure.Parquet/Verify"), "*.cs", SearchOption.AllDirectories)
            .Append(Repository.PathOf("src/Erasure.Parquet/ParquetVerifier.cs"))
            .Select(path => Path.GetRelativePath(Repository.Root, path))];

    [Theory]
    [MemberData(nameof(Sources))]
    public void The_verifier_names_nothing_of_the_rewriter_or_the_search(string source)
    {
        string code = Comment().Replace(File.ReadAllText(Repository.PathOf(source)), "");

        Assert.Empty(Foreign().Matches(code).Select(match => match.Value));
    }

    [Fact]
    public void What_is_looked_for_is_what_the_rewriter_uses()
    {
        string code = File.ReadAllText(Repository.PathOf("src/Erasure.Parquet/Rewrite/FileRewriter.cs"));

        Assert.NotEmpty(Foreign().Matches(code));
    }

    /// <summary>Two namespaces, which can be named by a using or by their last part; and arithmetic of theirs that lies elsewhere.</summary>
    [GeneratedRegex(@"using (static |\w+ = )?Erasure\.Parquet\.(Rewrite|Find)\b|\b(Rewrite|Find)\.[A-Z]|\b(ChunkExtent|BloomFilterReader)\b|\bOffsetIndex\.Read\w+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Foreign();

    [GeneratedRegex("//[^\n]*", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Comment();
}
