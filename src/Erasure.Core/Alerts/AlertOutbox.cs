using System.Collections.Concurrent;
using Erasure.Core.Durable;
using Erasure.Core.Records;
using Erasure.Core.Telemetry;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Alerts;

/// <summary>Delivers alerts that are written down, by each channel for itself: one that hangs or refuses keeps no other from it.</summary>
internal sealed class AlertOutbox(IRecordStore records, IEnumerable<IAlertChannel> channels, AlertConfiguration alerts, TimeProvider time, ILogger<AlertOutbox> logger)
{
    private const string InRunbook = "docs/runbook.md#alert-undelivered says what that means";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    // What was tried and couldn't be written down: without it each turn would tell the same again for as long as nothing can be written.
    private readonly ConcurrentDictionary<(string Alert, string Channel), AlertDelivery> unwritten = new();

    /// <summary>Tries to deliver whatever is due.</summary>
    public async Task DeliverAsync(CancellationToken cancellationToken)
    {
        List<AlertRecord> waiting = [];
        await foreach (StoredRecord stored in records.QueryAsync(AlertBook.Told, "", cancellationToken: cancellationToken))
        {
            if (stored.Read<AlertRecord>() is var alert && alert.Deliveries.Values.Any(delivery => delivery.State == AlertDeliveryState.Pending))
            {
                waiting.Add(alert);
            }
        }

        waiting.Sort((one, other) => one.Alert.At.CompareTo(other.Alert.At));
        await Task.WhenAll(channels.Select(channel => DeliverAsync(channel, waiting, cancellationToken)).Append(GiveUpOfNoneAsync(waiting)));
    }

    /// <summary>Alerts that were given up since a moment, by channel; those about alerts that were given up left out.</summary>
    public async Task<IReadOnlyList<(string Channel, AlertRecord Alert)>> GivenUpAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        List<(string, AlertRecord)> given = [];
        await foreach (StoredRecord stored in records.QueryAsync(AlertBook.Told, "", cancellationToken: cancellationToken))
        {
            if (stored.Read<AlertRecord>() is var alert && alert.Alert.Rule != AlertRule.AlertUndelivered.Name)
            {
                given.AddRange(alert.Deliveries.Where(delivery => delivery.Value is { State: AlertDeliveryState.GivenUp } over && over.NextAttemptAt >= since).Select(delivery => (delivery.Key, alert)));
            }
        }

        return given;
    }

    // Oldest first. After one that fails the channel rests until the next time: nobody waits for it as often as there are alerts.
    private async Task DeliverAsync(IAlertChannel channel, List<AlertRecord> waiting, CancellationToken cancellationToken)
    {
        foreach (AlertRecord told in waiting)
        {
            if (told.Deliveries.GetValueOrDefault(channel.Name) is not { State: AlertDeliveryState.Pending } written)
            {
                continue;
            }

            AlertDelivery delivery = unwritten.GetValueOrDefault((told.Alert.Id, channel.Name)) ?? written;
            bool isDue = delivery.State == AlertDeliveryState.Pending && Backoff.IsDue(delivery.NextAttemptAt, time.GetUtcNow());
            if (isDue)
            {
                delivery = await TryAsync(channel, told.Alert, delivery, cancellationToken);
                ErasureMeter.Alerted(told.Alert.Rule, delivery.State.ToString());
            }

            if (delivery != written)
            {
                await WriteAsync(told.Alert, channel.Name, delivery);
            }

            if (isDue && delivery.State != AlertDeliveryState.Sent)
            {
                return;
            }
        }
    }

    // By a channel that the configuration no longer names nobody would be told, nor hear of it.
    private async Task GiveUpOfNoneAsync(List<AlertRecord> waiting)
    {
        HashSet<string> names = channels.Select(channel => channel.Name).ToHashSet(StringComparer.Ordinal);
        foreach (AlertRecord told in waiting)
        {
            foreach ((string name, AlertDelivery delivery) in told.Deliveries.Where(delivery => delivery.Value.State == AlertDeliveryState.Pending && !names.Contains(delivery.Key)))
            {
                await WriteAsync(told.Alert, name, new AlertDelivery(AlertDeliveryState.GivenUp, delivery.Attempts, time.GetUtcNow(), "channel-gone"));
                Log.GivenUp(logger, told.Alert.Rule, name, delivery.Attempts, "channel-gone", InRunbook);
            }
        }
    }

    // A host that stops now writes it down all the same, or the next would tell it again.
    private async Task WriteAsync(Alert alert, string channel, AlertDelivery delivery)
    {
        unwritten[(alert.Id, channel)] = delivery;
        await records.ChangeAsync<AlertRecord>(new RecordKey(AlertBook.Told, alert.Id), before => before?.With(channel, delivery), CancellationToken.None);
        unwritten.TryRemove((alert.Id, channel), out _);
    }

    private async Task<AlertDelivery> TryAsync(IAlertChannel channel, Alert alert, AlertDelivery delivery, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = new(Patience, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            // By itself, since a channel may block: a folder on a disk that hangs.
            await Task.Run(() => channel.DeliverAsync(alert, either.Token), CancellationToken.None).WaitAsync(either.Token);
            return new AlertDelivery(AlertDeliveryState.Sent, delivery.Attempts + 1, time.GetUtcNow(), Code: null);
        }
        catch (AlertDeliveryException refused)
        {
            return Failed(channel, alert, delivery, refused.Code, refused.RetryAfter, refused.Detail);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(channel, alert, delivery, "timeout", retryAfter: null);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return Failed(channel, alert, delivery, failure.GetType().Name, retryAfter: null);
        }
    }

    private AlertDelivery Failed(IAlertChannel channel, Alert alert, AlertDelivery delivery, string code, TimeSpan? retryAfter, string? detail = null)
    {
        DateTimeOffset now = time.GetUtcNow();
        int attempt = delivery.Attempts + 1;
        DateTimeOffset end = alert.At + alerts.GiveUpAfter;
        if (now >= end)
        {
            Log.GivenUp(logger, alert.Rule, channel.Name, attempt, code, detail ?? InRunbook);
            return new AlertDelivery(AlertDeliveryState.GivenUp, attempt, now, code);
        }

        TimeSpan wait = Backoff.Wait(FirstRetry, factor: 2, LongestRetry, delivery.Attempts);
        Log.NotDelivered(logger, alert.Rule, channel.Name, attempt, code, detail ?? InRunbook);
        DateTimeOffset next = now + Backoff.Wait(wait, retryAfter);

        // Tried once more at the end, however late the other side wants it: given up it is seen.
        return new AlertDelivery(AlertDeliveryState.Pending, attempt, next < end ? next : end, code);
    }
}
