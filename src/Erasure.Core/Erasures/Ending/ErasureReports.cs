using System.Text.Json.Nodes;
using Erasure.Core.Domains;
using Erasure.Core.Erasures.Parts;
using Erasure.Core.Ledger;
using Erasure.Core.Mail;
using Erasure.Core.Records;
using Erasure.Core.Subjects;
using Erasure.Core.Vault;

namespace Erasure.Core.Erasures.Ending;

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

        return (await records.GetAsync(KeyOf(id), cancellationToken))?.Read<ErasureReport>()
            ?? await MakeAsync(stored.Erasure, await erasures.ProgressAsync(stored.Erasure, cancellationToken), kept: null, cancellationToken);
    }

    /// <summary>Keeps the report of an erasure that has ended; what connectors told is kept from the first time, since they forget.</summary>
    public async Task SaveAsync(ErasureRecord erasure, IReadOnlyList<DomainProgress> progress, CancellationToken cancellationToken)
    {
        StoredRecord? kept;
        byte[] report;
        do
        {
            kept = await records.GetAsync(KeyOf(erasure.Id), cancellationToken);
            report = JsonRecords.ToBytes(await MakeAsync(erasure, progress, kept?.Read<ErasureReport>(), cancellationToken));
        }
        while (await records.TryPutAsync(KeyOf(erasure.Id), report, kept?.Version ?? 0, kept?.ExpiresAt, cancellationToken) is null);
    }

    private async Task<ErasureReport> MakeAsync(ErasureRecord erasure, IReadOnlyList<DomainProgress> parts, ErasureReport? kept, CancellationToken cancellationToken)
    {
        List<DomainReport> domains = [];
        VaultedSubject? subject = kept is null ? await vault.OpenAsync(erasure.Id, cancellationToken) : null;
        foreach (DomainProgress progress in parts)
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
