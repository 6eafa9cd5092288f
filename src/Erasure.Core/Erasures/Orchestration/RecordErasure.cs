using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures.Ending;
using Erasure.Core.Ledger;
using Erasure.Core.Mail;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Log = Erasure.Core.Erasures.Log;

namespace Erasure.Core.Erasures.Orchestration;

/// <summary>Writes down what became of a whole erasure, and mails whom it concerns.</summary>
internal sealed class RecordErasure(ErasureStore erasures, ErasureLedger ledger, FailureMails mails, RequesterMails requester, ILogger<RecordErasure> logger) : Activity<RecordErasure, RecordErasureInput, Nothing>
{
    public override async Task<Nothing> RunAsync(TaskActivityContext context, RecordErasureInput input)
    {
        CancellationToken cancellationToken = context.Stopping();
        bool isStateChange = false;
        StoredErasure? stored = await erasures.ChangeAsync(
            input.ErasureId,
            before =>
            {
                isStateChange = before.Erasure.State != input.State;
                return before with { Erasure = before.Erasure with { State = input.State } };
            },
            cancellationToken);
        if (isStateChange && input.State == ErasureState.ActionRequired && stored is not null)
        {
            Log.ActionRequired(logger, input.ErasureId, (await erasures.ProgressAsync(stored.Erasure, cancellationToken)).Count(domain => domain.State == DomainState.Failed));
        }

        if (input.Happening is { } happening)
        {
            await ledger.AppendAsync(input.ErasureId, happening, cancellationToken);
        }

        if (input.Mail is { } mail)
        {
            await mails.WriteAsync(input.ErasureId, mail, cancellationToken);
        }

        if (stored is not null)
        {
            await requester.NotifyWithheldWhenDueAsync(stored.Erasure, input.State, cancellationToken);
        }

        return Nothing.Value;
    }
}

/// <summary>Input of <see cref="RecordErasure"/>.</summary>
internal sealed record RecordErasureInput(string ErasureId, ErasureState State, LedgerEvent? Happening, MailOrder? Mail);
