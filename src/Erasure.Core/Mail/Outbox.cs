using System.Diagnostics;
using Erasure.Core.Durable;
using Erasure.Core.Ledger;
using Erasure.Core.Records;
using Erasure.Core.Telemetry;
using Erasure.Core.Vault;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Mail;

/// <summary>Mails, written before they are sent, and tried until they are delivered or given up.</summary>
/// <remarks>A mail's record tells which one it is, so that a step that runs twice writes one. Undelivered ones are also in an index across erasures.</remarks>
internal sealed class Outbox(
    IRecordStore records,
    IMailTransport transport,
    MailLimits limits,
    MailRecipients recipients,
    MailWriter writer,
    KeyedHashes hashes,
    ErasureLedger ledger,
    MailConfiguration settings,
    TimeProvider time,
    ILogger<Outbox> logger)
{
    private const string Index = "outbox";
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    /// <summary>Writes the mail to whoever reads it, if anybody does, and tries to deliver it; a delivery that fails is tried again by the sweep.</summary>
    public async Task WriteAsync(string erasureId, MailOrder order, CancellationToken cancellationToken)
    {
        foreach (MailOrder addressed in await recipients.AddressAsync(erasureId, order, cancellationToken))
        {
            await WriteAddressedAsync(erasureId, addressed, cancellationToken);
        }
    }

    private async Task WriteAddressedAsync(string erasureId, MailOrder order, CancellationToken cancellationToken)
    {
        RecordKey key = new(PartitionOf(erasureId), order.Key);
        MailRecord mail = MailRecord.Of(order, time.GetUtcNow());
        if (await records.TryPutAsync(key, JsonRecords.ToBytes(mail), expectedVersion: 0, expiresAt: null, cancellationToken) is { } version)
        {
            await DeliverAsync(erasureId, key, mail, version, cancellationToken);
        }
        else
        {
            await DeliverAsync(erasureId, key, cancellationToken);
        }
    }

    /// <summary>Tries to deliver what an erasure still has to send.</summary>
    /// <returns>How many mails are still pending.</returns>
    public async Task<int> DrainAsync(string erasureId, CancellationToken cancellationToken)
    {
        int pending = 0;
        await foreach (StoredRecord stored in records.QueryAsync(PartitionOf(erasureId), "", cancellationToken: cancellationToken))
        {
            if (stored.Read<MailRecord>().State == MailState.Pending && !await DeliverAsync(erasureId, stored.Key, cancellationToken))
            {
                pending++;
            }
        }

        return pending;
    }

    /// <summary>Tries to deliver whatever is due, of any erasure.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await foreach (StoredRecord stored in records.QueryAsync(Index, "", cancellationToken: cancellationToken))
        {
            Undelivered mail = stored.Read<Undelivered>();
            await DeliverAsync(mail.ErasureId, new RecordKey(PartitionOf(mail.ErasureId), mail.Key), cancellationToken);
        }
    }

    /// <summary>Mails written, by the name of their kind.</summary>
    public async Task<IReadOnlyDictionary<string, int>> CountAsync(string erasureId, CancellationToken cancellationToken)
    {
        SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
        await foreach (StoredRecord stored in records.QueryAsync(PartitionOf(erasureId), "", cancellationToken: cancellationToken))
        {
            string kind = MailOrder.NameOf(stored.Read<MailRecord>().Order.Kind);
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
        }

        return counts;
    }

    /// <summary>Takes the person's address out of what the transport has kept of mails to them.</summary>
    public async Task ForgetRequesterAsync(string erasureId, CancellationToken cancellationToken)
    {
        await foreach (StoredRecord stored in records.QueryAsync(PartitionOf(erasureId), "", cancellationToken: cancellationToken))
        {
            if (stored.Read<MailRecord>() is { Order: var order } && MailRecipients.IsRequester(order.Kind))
            {
                await transport.ForgetRecipientAsync(MessageIdOf(erasureId, order), cancellationToken);
            }
        }
    }

    /// <returns>True where nothing more is to be done for this mail.</returns>
    private async Task<bool> DeliverAsync(string erasureId, RecordKey key, CancellationToken cancellationToken)
    {
        if (await records.GetAsync(key, cancellationToken) is not { } stored || stored.Read<MailRecord>() is not { State: MailState.Pending } mail)
        {
            await records.DeleteAsync(IndexKeyOf(erasureId, key), cancellationToken);
            return true;
        }

        return await DeliverAsync(erasureId, key, mail, stored.Version, cancellationToken);
    }

    /// <inheritdoc cref="DeliverAsync(string, RecordKey, CancellationToken)"/>
    private async Task<bool> DeliverAsync(string erasureId, RecordKey key, MailRecord mail, long version, CancellationToken cancellationToken)
    {
        if (!Backoff.IsDue(mail.NextAttemptAt, time.GetUtcNow()))
        {
            return false;
        }

        MailRecord? tried = null;
        bool isTried = await limits.TryAsync(
            async () => (tried = await TryDeliverAsync(erasureId, mail, cancellationToken)).State == MailState.Sent,
            cancellationToken);
        if (!isTried && (!IsOver(mail) || mail.Attempts == 0))
        {
            await records.TryAddAsync(IndexKeyOf(erasureId, key), new Undelivered(erasureId, key.Sort), cancellationToken);
            return false;
        }

        tried ??= After(mail, MailState.GivenUp);
        MailState state = tried.State;
        ErasureMeter.Mailed(MailOrder.NameOf(mail.Order.Kind), state.ToString());
        if (state == MailState.GivenUp)
        {
            await ledger.AppendAsync(
                erasureId,
                new LedgerEvent(LedgerEvents.MailGivenUp, mail.Order.Domain, mail.Order.Name, tried.GivenUpDetails()),
                cancellationToken);
            DateTimeOffset now = time.GetUtcNow();
            await records.TryAddAsync(new RecordKey(GivenUpMail.Partition, $"{erasureId}/{key.Sort}"), new GivenUpMail(erasureId, mail.Order.Kind, now), cancellationToken, now + GivenUpMail.Kept);
        }

        if (state == MailState.Pending)
        {
            await records.TryAddAsync(IndexKeyOf(erasureId, key), new Undelivered(erasureId, key.Sort), cancellationToken);
        }

        // Whoever delivered it at the same time has written the same.
        await records.TryPutAsync(key, JsonRecords.ToBytes(tried), version, expiresAt: null, cancellationToken);
        if (state != MailState.Pending && mail.Attempts > 0)
        {
            await records.DeleteAsync(IndexKeyOf(erasureId, key), cancellationToken);
        }

        return state != MailState.Pending;
    }

    private async Task<MailRecord> TryDeliverAsync(string erasureId, MailRecord mail, CancellationToken cancellationToken)
    {
        using Activity? span = ErasureSpans.Mail(erasureId, MailOrder.NameOf(mail.Order.Kind));
        try
        {
            if (await recipients.FindAsync(erasureId, mail.Order, cancellationToken) is not { } to)
            {
                return After(mail with { Reason = "There is nobody any more to send it to." }, MailState.GivenUp);
            }

            await transport.DeliverAsync(writer.Write(erasureId, mail, MessageIdOf(erasureId, mail.Order), to), cancellationToken);
            return After(mail, MailState.Sent);
        }
        catch (MailDeliveryException refused) when (refused.IsPermanent)
        {
            return AfterFailure(erasureId, mail, refused, span, isOver: true);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return AfterFailure(erasureId, mail, failure, span, isOver: IsOver(mail));
        }
    }

    private bool IsOver(MailRecord mail) => time.GetUtcNow() >= mail.WrittenAt + settings.GiveUpAfter;

    private MailRecord AfterFailure(string erasureId, MailRecord mail, Exception failure, Activity? span, bool isOver)
    {
        span?.SetTag("error.type", failure.GetType().Name).SetStatus(ActivityStatusCode.Error);
        string reason = failure switch
        {
            // A transport's own words name nobody; should one repeat a server's, they stay here.
            MailDeliveryException refused when refused.Message.Contains('@', StringComparison.Ordinal) => "The mail was refused, in words that name an address.",
            MailDeliveryException refused => refused.Message,
            _ => $"Unexpected, which is a defect: {Durable.TaskFailures.WhereThrown(failure)}",
        };
        Log.NotDelivered(logger, MailOrder.NameOf(mail.Order.Kind), erasureId, mail.Attempts + 1, failure.GetType().Name, isOver, reason);
        return After(mail with { Reason = reason }, isOver ? MailState.GivenUp : MailState.Pending, (failure as MailDeliveryException)?.RetryAfter);
    }

    private MailRecord After(MailRecord mail, MailState state, TimeSpan? retryAfter = null)
    {
        TimeSpan wait = Backoff.Wait(FirstRetry, factor: 2, LongestRetry, mail.Attempts);
        return mail with
        {
            State = state,
            Attempts = mail.Attempts + 1,
            NextAttemptAt = time.GetUtcNow() + Backoff.Wait(wait, retryAfter),
        };
    }

    private string MessageIdOf(string erasureId, MailOrder order) =>
        $"{hashes.Hash("message-id", erasureId, order.Key)[..32]}@{settings.From[(settings.From.LastIndexOf('@') + 1)..]}";

    private static string PartitionOf(string erasureId) => $"mail/{erasureId}";

    private static RecordKey IndexKeyOf(string erasureId, RecordKey mail) => new(Index, $"{erasureId}/{mail.Sort}");

    private sealed record Undelivered(string ErasureId, string Key);
}
