using Erasure.Core.Alerts;
using Erasure.Core.Alerts.Sources;
using Erasure.Core.Records;
using Erasure.Core.Server;
using Microsoft.Extensions.Logging.Abstractions;

namespace Erasure.Core.Tests.Alerts;

/// <summary>Puts alert watches together as a host does.</summary>
internal static class Watches
{
    public static AlertWatch Of(IRecordStore store, IReadOnlyList<IAlertSource> sources, IReadOnlyList<IAlertChannel> channels, TimeProvider time)
    {
        AlertConfiguration alerts = new();
        AlertOutbox outbox = new(store, channels, alerts, time, NullLogger<AlertOutbox>.Instance);
        TransientRecords transient = new();
        return new AlertWatch(
            [.. sources, new GivenUpAlertAlerts(outbox, time)],
            (new AlertBook(store, channels, alerts, new ServerConfiguration(), time), outbox),
            (new AlertBook(transient, channels, alerts, new ServerConfiguration(), time, $"{Guid.NewGuid():N}"), new AlertOutbox(transient, channels, alerts, time, NullLogger<AlertOutbox>.Instance)),
            time,
            NullLogger<AlertWatch>.Instance);
    }
}
