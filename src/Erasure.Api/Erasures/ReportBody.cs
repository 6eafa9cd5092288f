using System.ComponentModel;
using Erasure.Core.Erasures.Ending;
using Erasure.Core.Ledger;

namespace Erasure.Api.Erasures;

/// <summary>The evidence.</summary>
[Description("The evidence: what was asked, what each domain did, what verification saw.")]
internal sealed record ReportBody
{
    public required ErasureSummary Erasure { get; init; }

    [Description("False while the erasure is open.")]
    public required bool IsFinal { get; init; }

    public required IReadOnlyList<DomainReport> Domains { get; init; }

    [Description("Mails written, by kind.")]
    public required IReadOnlyDictionary<string, int> Mails { get; init; }

    [Description("Kinds of mail that could not be delivered.")]
    public required IReadOnlyList<string> MailsGivenUp { get; init; }

    [Description("The ledger, oldest first.")]
    public required IReadOnlyList<LedgerEntry> Timeline { get; init; }

    public static ReportBody Of(ErasureReport report, Links links, DateTimeOffset now) => new()
    {
        Erasure = ErasureSummary.Of(report.Erasure, links, now),
        IsFinal = report.IsFinal,
        Domains = report.Domains,
        Mails = report.Mails,
        MailsGivenUp = LedgerEvents.GivenUpMails(report.Timeline),
        Timeline = report.Timeline,
    };
}
