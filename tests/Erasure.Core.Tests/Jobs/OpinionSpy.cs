using System.Collections.Concurrent;
using Erasure.Core.Lake.Opinions;
using Erasure.Parquet;

namespace Erasure.Core.Tests.Jobs;

/// <summary>Keeps what another second opinion, or none, says; or disagrees.</summary>
internal sealed class OpinionSpy(ISecondOpinion? inner = null) : ISecondOpinion
{
    public bool Disagrees { get; set; }

    public ConcurrentQueue<Opinion> Given { get; } = [];

    public async ValueTask<Opinion> AskAsync(IByteSource source, Successor successor, OpinionQuestion question, CancellationToken cancellationToken)
    {
        Opinion opinion = inner is null ? Opinion.Agrees : await inner.AskAsync(source, successor, question, cancellationToken);
        Given.Enqueue(opinion);
        return Disagrees ? throw new RefusedException(RefusalCode.SecondOpinionDiffers, "test") : opinion;
    }
}
