using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Core.Erasures.Ending;

/// <summary>Ends an erasure: state, ledger, report, last mails. Answers how many mails are still to be delivered, or <see cref="AskedAgain"/>.</summary>
internal sealed class EndErasure(ErasureEnding ending) : Activity<EndErasure, EndErasureInput, int>
{
    /// <summary>The same was asked for again since its domains were: it hasn't ended.</summary>
    public const int AskedAgain = -1;

    public override async Task<int> RunAsync(TaskActivityContext context, EndErasureInput input) =>
        await ending.EndAsync(input.ErasureId, input.Answered, context.Stopping()) ?? AskedAgain;
}

/// <summary>Input of <see cref="EndErasure"/>.</summary>
/// <param name="ErasureId">The erasure.</param>
/// <param name="Answered">What was asked for up to then is answered.</param>
internal sealed record EndErasureInput(string ErasureId, DateTimeOffset Answered = default);
