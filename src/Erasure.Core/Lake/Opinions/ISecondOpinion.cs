using Erasure.Core.Lake.Mappers;
using Erasure.Parquet;
using Erasure.Parquet.Text;

namespace Erasure.Core.Lake.Opinions;

/// <summary>Reads a rewritten object with a library that isn't ours, before it takes its original's place.</summary>
public interface ISecondOpinion
{
    /// <summary>Compares what changed: the successor's rows are the original's but those that match.</summary>
    /// <returns>What could be compared.</returns>
    /// <exception cref="RefusedException"><see cref="RefusalCode.SecondOpinionDiffers"/>: they aren't.</exception>
    ValueTask<Opinion> AskAsync(IByteSource source, Successor successor, OpinionQuestion question, CancellationToken cancellationToken);
}

/// <summary>What an opinion is asked of.</summary>
/// <param name="Format">The object's format.</param>
/// <param name="Text">How a text object is written.</param>
/// <param name="Predicate">What had to go.</param>
public sealed record OpinionQuestion(DataFormat Format, TextEraserOptions Text, RowPredicate Predicate);

/// <summary>What a library had to say.</summary>
/// <param name="NotRead">Columns, or <c>object</c>, that it couldn't read of the original, or that were too large to ask about; never a value.</param>
public sealed record Opinion(IReadOnlyList<string> NotRead)
{
    /// <summary>It read everything and agrees.</summary>
    public static Opinion Agrees { get; } = new([]);

    /// <summary>It couldn't read the original at all.</summary>
    public static Opinion None { get; } = new(["object"]);
}
