using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Core.Ledger;

namespace Erasure.Api.Erasures;

/// <summary>An erasure with each domain's state and what happened so far.</summary>
[Description("An erasure with each domain's state and what happened so far.")]
internal sealed record StatusBody : ErasureSummary
{
    [SetsRequiredMembers]
    private StatusBody(ErasureSummary summary, ErasureView view)
        : base(summary)
    {
        IsOverdue = view.IsOverdue;
        Domains = view.Domains;
        Timeline = view.Timeline;
        MailsGivenUp = LedgerEvents.GivenUpMails(view.Timeline);
    }

    public IReadOnlyList<DomainProgress> Domains { get; }

    [Description("Kinds of mail that could not be delivered: tell their readers another way.")]
    public IReadOnlyList<string> MailsGivenUp { get; }

    [Description("The ledger, oldest first.")]
    public IReadOnlyList<LedgerEntry> Timeline { get; }

    public static StatusBody Of(ErasureView view, Links links, DateTimeOffset now) =>
        new(ErasureSummary.Of(view.Erasure, links, now), view);
}
