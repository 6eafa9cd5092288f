using System.Collections.Concurrent;
using Erasure.Core.Mail;

namespace Erasure.Core.Tests.Erasures;

/// <summary>A transport that keeps what it delivers, each mail once, and refuses where a test says so.</summary>
internal sealed class Mailbox : IMailTransport
{
    private readonly ConcurrentDictionary<string, MailMessage> delivered = new();

    public Func<MailMessage, Exception?> Refuse { get; set; } = _ => null;

    /// <summary>What it does before it answers: nothing, or hang.</summary>
    public Func<CancellationToken, Task> Before { get; set; } = _ => Task.CompletedTask;

    public int Attempts { get; private set; }

    public IReadOnlyList<MailMessage> Mails => [.. delivered.Values.OrderBy(mail => mail.Date).ThenBy(mail => mail.Subject, StringComparer.Ordinal)];

    public IEnumerable<string> SubjectsTo(string address) => Mails.Where(mail => mail.To == address).Select(mail => mail.Subject);

    public async Task DeliverAsync(MailMessage mail, CancellationToken cancellationToken)
    {
        Attempts++;
        await Before(cancellationToken);
        if (Refuse(mail) is { } refusal)
        {
            throw refusal;
        }

        delivered.TryAdd(mail.MessageId, mail);
    }
}
