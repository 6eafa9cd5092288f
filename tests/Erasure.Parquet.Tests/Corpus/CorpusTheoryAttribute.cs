using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Corpus;

/// <summary>A theory over files of parquet-testing: skipped, and counted so, where the corpus isn't beside the repository.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CorpusTheoryAttribute : TheoryAttribute
{
    public CorpusTheoryAttribute() => Skip = Directory.Exists(Folder) ? null : "parquet-testing isn't in ../shared.";

    /// <summary>Where the corpus is.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "..", "shared", "parquet-testing");
}
