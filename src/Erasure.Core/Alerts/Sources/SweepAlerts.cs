using Erasure.Core.Operations;
using Erasure.Core.Reconciliation;

namespace Erasure.Core.Alerts.Sources;

/// <summary>Whether what looks after erasures has run lately.</summary>
internal sealed class SweepAlerts(SweepPulse pulse, OperationsConfiguration operations, TimeProvider time) : IAlertSource
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    public IReadOnlyList<AlertRule> Rules { get; } = [AlertRule.NoHeartbeat];

    public Task<IReadOnlyList<AlertFinding>?> LookAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        bool isLate = pulse.SinceSweep > Longest(operations.Sweep) || pulse.SinceFullSweep > Longest(operations.FullSweep);
        return Task.FromResult<IReadOnlyList<AlertFinding>?>(isLate
            ? [new AlertFinding(AlertRule.NoHeartbeat, AlertPages.Ready) { Facts = [AlertFact.Of("sweep", now - pulse.SinceSweep), AlertFact.Of("full-sweep", now - pulse.SinceFullSweep)] }]
            : []);
    }

    private static TimeSpan Longest(TimeSpan interval) => Patience + interval;
}
