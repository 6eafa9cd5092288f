using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Microsoft.DurableTask;

namespace Erasure.Core.Workflows;

/// <summary>Ends an erasure: state, ledger, report, last mails. Answers how many mails are still to be delivered.</summary>
internal sealed class EndErasure(ErasureEnding ending) : TaskActivity<EndErasureInput, int>
{
    public override Task<int> RunAsync(TaskActivityContext context, EndErasureInput input) =>
        ending.EndAsync(input.ErasureId, context.Stopping());
}

/// <summary>Input of <see cref="EndErasure"/>.</summary>
/// <param name="ErasureId">The erasure.</param>
internal sealed record EndErasureInput(string ErasureId);
