using Erasure.Core.Durable;
using Erasure.Core.Limits;
using Erasure.Core.Records;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Alerts;

/// <summary>Looks for what alerts tell of, and tells it.</summary>
public sealed class AlertWatch
{
    /// <summary>How long one source may take, with writing down what it found, and how long deliveries are waited for: what hangs keeps nothing else from being looked at and told.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>How long an alert that was given up is shown.</summary>
    private static readonly TimeSpan Shown = TimeSpan.FromDays(1);

    private readonly IReadOnlyList<(string Name, SharedRun<Nothing> Run)> looks;
    private readonly IReadOnlyList<SharedRun<Nothing>> deliveries;
    private readonly AlertOutbox outbox;
    private readonly TimeProvider time;
    private readonly ILogger logger;

    /// <param name="sources">Where to look.</param>
    /// <param name="kept">Keeps what is told, and delivers it.</param>
    /// <param name="transient">The same in memory: that nothing can be written down can't be written down either.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it is told that a source couldn't be looked at.</param>
    internal AlertWatch(IEnumerable<IAlertSource> sources, (AlertBook Book, AlertOutbox Outbox) kept, (AlertBook Book, AlertOutbox Outbox) transient, TimeProvider time, ILogger<AlertWatch> logger)
    {
        looks = [.. sources.Select(source => (string.Join(", ", source.Rules.Select(rule => rule.Name)), new SharedRun<Nothing>(
            token => LookAsync(source, source.Rules.Contains(AlertRule.RecordsUnwritable) ? transient.Book : kept.Book, token),
            time)))];
        deliveries = [.. new[] { kept.Outbox, transient.Outbox }.Select(from => new SharedRun<Nothing>(token => DeliverAsync(from, token), time))];
        outbox = kept.Outbox;
        this.time = time;
        this.logger = logger;
    }

    /// <summary>Looks at everything, and writes down what is news.</summary>
    public Task LookAsync(CancellationToken cancellationToken) => Task.WhenAll(looks.Select(async look =>
    {
        if (await WhyNotAsync(look.Run.JoinAsync(Patience, cancellationToken).WaitAsync(cancellationToken), cancellationToken) is { } failure)
        {
            Log.NotLooked(logger, look.Name, failure.GetType().Name, Durable.TaskFailures.WhereThrown(failure));
        }
    }));

    /// <summary>Tries to deliver whatever is due.</summary>
    /// <remarks>Who is stopped is waited for until what was delivered is written down.</remarks>
    public Task DeliverAsync(CancellationToken cancellationToken) => Task.WhenAll(deliveries.Select(async delivery =>
    {
        if (await WhyNotAsync(delivery.JoinAsync(Patience, cancellationToken), cancellationToken) is { } failure)
        {
            Log.DeliveryFailed(logger, failure.GetType().Name, Durable.TaskFailures.WhereThrown(failure));
        }
    }));

    /// <summary>Channels by which an alert was given up within a day, by name.</summary>
    /// <exception cref="RecordsUnavailableException">That can't be read.</exception>
    public async Task<IReadOnlyList<string>> GivenUpAsync(CancellationToken cancellationToken) =>
        [.. (await outbox.GivenUpAsync(time.GetUtcNow() - Shown, cancellationToken)).Select(given => given.Channel).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static async Task<Nothing> LookAsync(IAlertSource source, AlertBook book, CancellationToken cancellationToken)
    {
        if (await source.LookAsync(cancellationToken) is { } findings)
        {
            await book.TakeAsync(source.Rules, findings, cancellationToken);
        }

        return Nothing.Value;
    }

    private static async Task<Nothing> DeliverAsync(AlertOutbox from, CancellationToken cancellationToken)
    {
        await from.DeliverAsync(cancellationToken);
        return Nothing.Value;
    }

    private static async Task<Exception?> WhyNotAsync(Task run, CancellationToken cancellationToken)
    {
        try
        {
            await run;
            return null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested || failure is not OperationCanceledException)
        {
            return failure;
        }
    }
}
