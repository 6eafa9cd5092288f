using Erasure.Core.Deadlines;
using Erasure.Core.Decisions;
using Erasure.Core.Durable;
using Erasure.Core.Erasures.Ending;
using Erasure.Core.Ledger;
using Erasure.Core.Mail;
using Microsoft.DurableTask;

namespace Erasure.Core.Erasures.Orchestration;

/// <summary>Extends an erasure's deadline, once, and tells the requester why.</summary>
internal sealed class ExtendErasure(ErasureStore erasures, DeadlineCalculator deadlines, ErasureLedger ledger, Outbox outbox, RequesterMails requester)
    : Activity<ExtendErasure, ExtendErasureInput, DateTimeOffset>
{
    public override async Task<DateTimeOffset> RunAsync(TaskActivityContext context, ExtendErasureInput input)
    {
        CancellationToken cancellationToken = context.Stopping();
        StoredErasure extended = await erasures.ChangeAsync(
            input.ErasureId,
            before => before with
            {
                Erasure = before.Erasure with
                {
                    Deadline = deadlines.ExtendedDeadlineOf(before.Erasure.ReceivedAt),
                    ExtensionReason = input.Decision.Note,
                },
            },
            cancellationToken) ?? throw new InvalidOperationException($"Erasure '{input.ErasureId}' has no record to extend.");
        DateTimeOffset deadline = extended.Erasure.Deadline;
        await ledger.AppendAsync(
            input.ErasureId,
            new LedgerEvent(
                LedgerEvents.Extended,
                Details: new Dictionary<string, string>(input.Decision.ToDetails()) { ["deadline"] = deadline.ToString("O") }),
            cancellationToken);
        await outbox.WriteAsync(
            input.ErasureId,
            new MailOrder(
                MailKind.RequesterExtended,
                Domain: null,
                "1",
                new Dictionary<string, string> { [MailFacts.Deadline] = deadline.ToString("O"), [MailFacts.Reason] = input.Decision.Note }),
            cancellationToken);

        // The month in which the person must learn of what is kept back isn't extended.
        await requester.NotifyWithheldAsync(extended.Erasure, cancellationToken);
        return deadline;
    }
}

/// <summary>Input of <see cref="ExtendErasure"/>.</summary>
internal sealed record ExtendErasureInput(string ErasureId, HumanDecision Decision);
