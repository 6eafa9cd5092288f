using System.Text.Json.Nodes;
using Erasure.Core.Domains;
using Erasure.Core.Ledger;
using Erasure.Core.Mail;
using Erasure.Core.Records;
using Erasure.Core.Subjects;
using Erasure.Core.Vault;

namespace Erasure.Core.Erasures;

/// <summary>Reports: interim ones made when asked for, the final one kept.</summary>
internal sealed class ErasureReports(
    IRecordStore records,
    ErasureStore erasures,
    ErasureLedger ledger,
    Outbox outbox,
    SubjectVault vault,
    ConnectorCalls connectors)
{
    /// <summary>The report; null where there is no such erasure.</summary>
    public async Task<ErasureReport?> GetAsync(string id, CancellationToken cancellationToken)
    {
        if (await erasures.GetAsync(id, cancellationToken) is not { } stored)
        {
            return null;
        }

        return await KeptAsync(id, cancellationToken) ?? await MakeAsync(stored.Erasure, kept: null, cancellationToken);
    }

    /// <summary>Keeps the report of an erasure that has ended; what connectors told is kept from the first time, since they forget.</summary>
    public async Task SaveAsync(ErasureRecord erasure, CancellationToken cancellationToken)
    {
        ErasureReport report = await MakeAsync(erasure, await KeptAsync(erasure.Id, cancellationToken), cancellationToken);
        await records.ChangeAsync<ErasureReport>(KeyOf(erasure.Id), _ => report, cancellationToken);
    }

    private async Task<ErasureReport?> KeptAsync(string id, CancellationToken cancellationToken) =>
        (await records.GetAsync(KeyOf(id), cancellationToken))?.Read<ErasureReport>();

    private async Task<ErasureReport> MakeAsync(ErasureRecord erasure, ErasureReport? kept, CancellationToken cancellationToken)
    {
        List<DomainReport> domains = [];
        VaultedSubject? subject = kept is null ? await vault.OpenAsync(erasure.Id, cancellationToken) : null;
        foreach (DomainProgress progress in await erasures.ProgressAsync(erasure, cancellationToken))
        {
            JsonNode? details = kept is not null
                ? kept.Domains.FirstOrDefault(domain => domain.Progress.Domain == progress.Domain)?.Details?.DeepClone()
                : await DescribeAsync(erasure, progress, subject, cancellationToken);
            domains.Add(new DomainReport(progress, details));
        }

        return new ErasureReport
        {
            Erasure = erasure,
            IsFinal = erasure.State.IsOver(),
            Domains = domains,
            Mails = await outbox.CountAsync(erasure.Id, cancellationToken),
            Timeline = await ledger.ReadAsync(erasure.Id, cancellationToken),
        };
    }

    private async Task<JsonNode?> DescribeAsync(ErasureRecord erasure, DomainProgress progress, VaultedSubject? subject, CancellationToken cancellationToken)
    {
        DomainErasure part = new(erasure.Id, progress.Domain, progress.Attempt, erasure.Deadline);
        try
        {
            JsonNode? details = await connectors.CallAsync(erasure.Id, progress.Domain, connector => connector.DescribeAsync(part, cancellationToken), unknown: null);
            return subject is null ? details : ReportRedaction.Redact(details, subject);
        }
        catch (InvalidOperationException)
        {
            // A report without a domain's account is better than none; the log has the failure.
            return null;
        }
    }

    private static RecordKey KeyOf(string id) => new($"report/{id}", "report");
}
