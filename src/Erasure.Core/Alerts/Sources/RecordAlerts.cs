using Erasure.Core.Durable;
using Erasure.Core.Limits;
using Erasure.Core.Records;

namespace Erasure.Core.Alerts.Sources;

/// <summary>Whether a record can be written, by writing one.</summary>
internal sealed class RecordAlerts : IAlertSource
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly RecordKey Probe = new("health", "alerts");

    private readonly IRecordStore records;
    private readonly SharedRun<Nothing> probe;

    public RecordAlerts(IRecordStore records, TimeProvider time)
    {
        this.records = records;
        probe = new SharedRun<Nothing>(WriteAsync, time);
    }

    public IReadOnlyList<AlertRule> Rules { get; } = [AlertRule.RecordsUnwritable];

    public async Task<IReadOnlyList<AlertFinding>?> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await probe.JoinAsync(Patience, cancellationToken);
            return [];
        }
        catch (RecordsUnavailableException)
        {
            return [Found("records-unavailable")];
        }
        catch (TimeoutException)
        {
            return [Found("timeout")];
        }
    }

    private async Task<Nothing> WriteAsync(CancellationToken cancellationToken)
    {
        StoredRecord? last = await records.GetAsync(Probe, cancellationToken);
        await records.TryPutAsync(Probe, "{}"u8.ToArray(), last?.Version ?? 0, expiresAt: null, cancellationToken);
        return Nothing.Value;
    }

    private static AlertFinding Found(string code) => new(AlertRule.RecordsUnwritable, AlertPages.Ready) { Facts = [new("code", code)] };
}
