using System.Runtime.ExceptionServices;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Opinions;
using Erasure.Parquet;

namespace Erasure.SecondOpinion;

/// <summary>Reads Parquet by Parquet.Net, CSV by CsvHelper, and JSON by System.Text.Json.</summary>
public sealed class ForeignOpinion : ISecondOpinion
{
    /// <inheritdoc/>
    public async ValueTask<Opinion> AskAsync(IByteSource source, Successor successor, OpinionQuestion question, CancellationToken cancellationToken)
    {
        await using ByteSourceStream before = new(source, cancellationToken);
        await using ByteSourceStream after = new(successor, cancellationToken);
        try
        {
            return question.Format == DataFormat.Parquet
                ? await new ParquetOpinion(source, question.Predicate).AskAsync(before, after, successor, cancellationToken)
                : await new TextOpinion(question).AskAsync(before, after, cancellationToken);
        }
        catch when ((before.Failure ?? after.Failure) is { } failure)
        {
            // A library tells what a store or a network did in its own way, or takes it for the object's fault.
            ExceptionDispatchInfo.Throw(failure);
            throw;
        }
    }

    /// <summary>The library reads other rows.</summary>
    internal static RefusedException Differs(string how) => new(RefusalCode.SecondOpinionDiffers, $"Read by a second library, the successor {how}.");
}
