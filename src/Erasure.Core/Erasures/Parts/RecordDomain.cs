using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Ledger;
using Erasure.Core.Mail;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Erasures.Parts;

/// <summary>Writes down what became of a domain's part, and mails its admin. Of a part that was begun again by hand, though its erasure or its attempt is over or another one has begun, nothing is written.</summary>
internal sealed class RecordDomain(ErasureStore erasures, ErasureLedger ledger, FailureMails mails, TimeProvider time, ILogger<RecordDomain> logger) : Activity<RecordDomain, RecordDomainInput, Nothing>
{
    public override async Task<Nothing> RunAsync(TaskActivityContext context, RecordDomainInput input)
    {
        CancellationToken cancellationToken = context.Stopping();
        string id = input.Task.ErasureId;
        bool isEnd = input.Task.State.IsOver();
        if (await erasures.SupersedingAsync(id, input.Task.Domain, input.Task.Attempt, cancellationToken) is { } recorded && !(isEnd && recorded.State == input.Task.State))
        {
            return Nothing.Value;
        }

        await Task.WhenAll(
            erasures.SaveProgressAsync(id, input.Task.Progress(time.GetUtcNow()), cancellationToken),
            ledger.AppendAsync(id, input.Happening, cancellationToken));
        if (input is { Happening.Event: LedgerEvents.DomainRetried or LedgerEvents.DomainResolved or LedgerEvents.DomainClosed, Task.Outcome: Outcome.Failed { Failures: { } failures } })
        {
            await mails.BeginAgainAsync(failures, cancellationToken);
        }

        if (input is { Happening.Event: LedgerEvents.DomainFailed, Task.Outcome: Outcome.Failed failed })
        {
            Log.DomainFailed(logger, input.Task.Domain, id, failed.Code, input.Task.Attempt);
        }

        if (input.Mail is { } mail)
        {
            await mails.WriteAsync(id, mail, cancellationToken);
        }

        return Nothing.Value;
    }
}

/// <summary>Input of <see cref="RecordDomain"/>.</summary>
internal sealed record RecordDomainInput(DomainTask Task, LedgerEvent Happening, MailOrder? Mail);
