using Erasure.Core.Durable;
using Erasure.Core.Erasures;

namespace Erasure.Core.Workflows;

/// <summary>Ends an erasure: state, ledger, report, last mails. Answers how many mails are still to be delivered.</summary>
internal sealed class EndErasure(ErasureEnding ending) : Activity<EndErasureInput, int>
{
    public override Task<int> RunAsync(ActivityContext context, EndErasureInput input, CancellationToken cancellationToken) =>
        ending.EndAsync(input.ErasureId, cancellationToken);
}

/// <summary>Input of <see cref="EndErasure"/>.</summary>
/// <param name="ErasureId">The erasure.</param>
internal sealed record EndErasureInput(string ErasureId);
