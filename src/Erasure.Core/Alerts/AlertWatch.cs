using Erasure.Core.Durable;
using Erasure.Core.Records;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Alerts;

/// <summary>Looks for what alerts tell of, and tells it.</summary>
public sealed class AlertWatch
{
    /// <summary>How long one source may take: one that hangs keeps no other from being looked at.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>How long an alert that was given up is shown.</summary>
    private static readonly TimeSpan Shown = TimeSpan.FromDays(1);

    private readonly IReadOnlyList<IAlertSource> sources;
    private readonly AlertBook book;
    private readonly AlertOutbox outbox;
    private readonly AlertBook transientBook;
    private readonly AlertOutbox transientOutbox;
    private readonly TimeProvider time;
    private readonly ILogger logger;

    /// <param name="sources">Where to look.</param>
    /// <param name="kept">Keeps what is told, and delivers it.</param>
    /// <param name="transient">The same in memory: that nothing can be written down can't be written down either.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it is told that a source couldn't be looked at.</param>
    internal AlertWatch(IEnumerable<IAlertSource> sources, (AlertBook Book, AlertOutbox Outbox) kept, (AlertBook Book, AlertOutbox Outbox) transient, TimeProvider time, ILogger<AlertWatch> logger)
    {
        this.sources = [.. sources];
        (book, outbox) = kept;
        (transientBook, transientOutbox) = transient;
        this.time = time;
        this.logger = logger;
    }

    /// <summary>Looks at everything, and writes down what is news.</summary>
    public Task LookAsync(CancellationToken cancellationToken) => Task.WhenAll(sources.Select(source => LookAsync(source, cancellationToken)));

    /// <summary>Tries to deliver whatever is due.</summary>
    public Task DeliverAsync(CancellationToken cancellationToken) => Task.WhenAll(TryDeliverAsync(outbox, cancellationToken), TryDeliverAsync(transientOutbox, cancellationToken));

    /// <summary>Channels by which an alert was given up within a day, by name.</summary>
    /// <exception cref="RecordsUnavailableException">That can't be read.</exception>
    public async Task<IReadOnlyList<string>> GivenUpAsync(CancellationToken cancellationToken) =>
        [.. (await outbox.GivenUpAsync(time.GetUtcNow() - Shown, cancellationToken)).Select(given => given.Channel).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private async Task LookAsync(IAlertSource source, CancellationToken cancellationToken)
    {
        try
        {
            if (await source.LookAsync(cancellationToken).WaitAsync(Patience, time, cancellationToken) is { } findings)
            {
                AlertBook mine = source.Rules.Contains(AlertRule.RecordsUnwritable) ? transientBook : book;
                await mine.TakeAsync(source.Rules, findings, cancellationToken);
            }
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested || failure is not OperationCanceledException)
        {
            Log.NotLooked(logger, string.Join(", ", source.Rules.Select(rule => rule.Name)), failure.GetType().Name, Durable.Failures.WhereThrown(failure));
        }
    }

    private async Task TryDeliverAsync(AlertOutbox from, CancellationToken cancellationToken)
    {
        try
        {
            await from.DeliverAsync(cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested || failure is not OperationCanceledException)
        {
            Log.DeliveryFailed(logger, failure.GetType().Name, Durable.Failures.WhereThrown(failure));
        }
    }
}
