using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Erasure.Core.Erasures;

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
    }

    public IReadOnlyList<DomainProgress> Domains { get; }

    [Description("The ledger, oldest first.")]
    public IReadOnlyList<LedgerEntry> Timeline { get; }

    public static StatusBody Of(ErasureView view, Links links, DateTimeOffset now) =>
        new(ErasureSummary.Of(view.Erasure, links, now), view);
}
