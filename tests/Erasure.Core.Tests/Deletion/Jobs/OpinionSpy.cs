using System.Collections.Concurrent;
using Erasure.Core.Lake.Opinions;
using Erasure.Parquet;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>Keeps what another second opinion, or none, says; or disagrees.</summary>
internal sealed class OpinionSpy(ISecondOpinion? inner = null) : ISecondOpinion
{
    public bool Disagrees { get; set; }

    /// <summary>What it says, where there is no other to ask.</summary>
    public Opinion Says { get; set; } = Opinion.Agrees;

    public ConcurrentQueue<Opinion> Given { get; } = [];

    public async ValueTask<Opinion> AskAsync(IByteSource source, Successor successor, OpinionQuestion question, CancellationToken cancellationToken)
    {
        Opinion opinion = inner is null ? Says : await inner.AskAsync(source, successor, question, cancellationToken);
        Given.Enqueue(opinion);
        return Disagrees ? throw new RefusedException(RefusalCode.SecondOpinionDiffers, "test") : opinion;
    }
}
