using Erasure.Core.Durable;
using Erasure.Core.Limits;
using Erasure.Core.Records;
using Erasure.Core.Vault;

namespace Erasure.Core.Alerts.Sources;

/// <summary>Whether a record can be written and something sealed, by doing both.</summary>
internal sealed class RecordAlerts : IAlertSource
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly RecordKey Probe = new("health", "alerts");

    private readonly IRecordStore records;
    private readonly IMasterKey masterKey;
    private readonly SharedRun<Nothing> probe;

    public RecordAlerts(IRecordStore records, IMasterKey masterKey, TimeProvider time)
    {
        this.records = records;
        this.masterKey = masterKey;
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
        catch (RecordsUnavailableException unavailable)
        {
            return [Found(unavailable.Code)];
        }
        catch (TimeoutException)
        {
            return [Found("timeout")];
        }
    }

    private async Task<Nothing> WriteAsync(CancellationToken cancellationToken)
    {
        await masterKey.WrapAsync(new byte[LocalMasterKey.Length], Probe.Partition, cancellationToken);
        StoredRecord? last = await records.GetAsync(Probe, cancellationToken);
        await records.TryPutAsync(Probe, "{}"u8.ToArray(), last?.Version ?? 0, expiresAt: null, cancellationToken);
        return Nothing.Value;
    }

    private static AlertFinding Found(string code) => new(AlertRule.RecordsUnwritable, AlertPages.Ready) { Facts = [new("code", code)] };
}
