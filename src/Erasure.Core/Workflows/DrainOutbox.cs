using Erasure.Core.Durable;
using Erasure.Core.Mail;

namespace Erasure.Core.Workflows;

/// <summary>Tries to deliver what an erasure still has to send. Answers how many mails that leaves.</summary>
internal sealed class DrainOutbox(Outbox outbox) : Activity<string, int>
{
    public override Task<int> RunAsync(ActivityContext context, string input, CancellationToken cancellationToken) =>
        outbox.DrainAsync(input, cancellationToken);
}
