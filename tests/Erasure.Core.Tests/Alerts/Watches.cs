using Erasure.Core.Alerts;
using Erasure.Core.Alerts.Sources;
using Erasure.Core.Configuration;
using Erasure.Core.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Erasure.Core.Tests.Alerts;

/// <summary>Puts alert watches together as a host does.</summary>
internal static class Watches
{
    public static AlertWatch Of(IRecordStore store, IReadOnlyList<IAlertSource> sources, IReadOnlyList<IAlertChannel> channels, TimeProvider time)
    {
        ErasureConfiguration configuration = new() { Domains = [], Alerts = new AlertConfiguration() };
        AlertOutbox outbox = new(store, channels, configuration, time, NullLogger<AlertOutbox>.Instance);
        TransientRecords transient = new();
        return new AlertWatch(
            [.. sources, new GivenUpAlertAlerts(outbox, time)],
            (new AlertBook(store, channels, configuration, time), outbox),
            (new AlertBook(transient, channels, configuration, time, $"{Guid.NewGuid():N}"), new AlertOutbox(transient, channels, configuration, time, NullLogger<AlertOutbox>.Instance)),
            time,
            NullLogger<AlertWatch>.Instance);
    }
}
