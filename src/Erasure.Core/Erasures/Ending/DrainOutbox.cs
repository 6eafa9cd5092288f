using Erasure.Core.Durable;
using Erasure.Core.Mail;
using Microsoft.DurableTask;

namespace Erasure.Core.Erasures.Ending;

/// <summary>Tries to deliver what an erasure still has to send. Answers how many mails that leaves.</summary>
internal sealed class DrainOutbox(Outbox outbox) : Activity<DrainOutbox, string, int>
{
    public override Task<int> RunAsync(TaskActivityContext context, string input) =>
        outbox.DrainAsync(input, context.Stopping());
}
