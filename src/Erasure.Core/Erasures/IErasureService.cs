using Erasure.Core.Decisions;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Calls;
using Erasure.Core.Erasures.Ending;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Subjects;

namespace Erasure.Core.Erasures;

/// <summary>Everything that can be asked of erasures; the API and the command line are thin over it.</summary>
public interface IErasureService : IDomainRetries
{
    /// <summary>Takes a request in. What it answers with <see cref="IntakeResult.Accepted"/> is on disk.</summary>
    Task<IntakeResult> ReceiveAsync(IntakeRequest request, CancellationToken cancellationToken);

    /// <summary>The erasure as it stands; null where there is none.</summary>
    Task<ErasureView?> GetAsync(string erasureId, CancellationToken cancellationToken);

    /// <summary>Erasures, newest first.</summary>
    /// <exception cref="FormatException">The continuation is not one that a page gave.</exception>
    Task<ErasurePage> ListAsync(ErasureFilter filter, int top, string? continuation, CancellationToken cancellationToken);

    /// <summary>The report: final once the erasure has ended, interim before; null where there is no such erasure.</summary>
    Task<ErasureReport?> GetReportAsync(string erasureId, CancellationToken cancellationToken);

    /// <summary>The calls of an erasure to a domain, newest first, as far as they are kept; none where there is no such domain in it.</summary>
    Task<IReadOnlyList<DomainCall>> GetCallsAsync(string erasureId, string domain, CancellationToken cancellationToken);

    /// <summary>One of these calls; null where there is none any more.</summary>
    Task<DomainCall?> GetCallAsync(string erasureId, string domain, string callId, CancellationToken cancellationToken);

    /// <summary>Asks a running erasure to stop; what is erased stays erased.</summary>
    Task<CommandResult> CancelAsync(string erasureId, HumanDecision decision, CancellationToken cancellationToken);

    /// <summary>Ends an erasure with a failed or withheld domain: it becomes <see cref="ErasureState.Failed"/>. The note is the reason that the requester is told (Art. 12(4)).</summary>
    Task<CommandResult> CloseAsync(string erasureId, HumanDecision decision, CancellationToken cancellationToken);

    /// <summary>Extends the deadline to three months from receipt, once, before the deadline (Art. 12(3)); the requester is told why.</summary>
    Task<CommandResult> ExtendAsync(string erasureId, HumanDecision decision, CancellationToken cancellationToken);

    /// <summary>Records that a human did a domain's erasure by hand, or that nothing is owed there; in any state but a domain's own end.</summary>
    Task<CommandResult> ResolveAsync(string erasureId, string domain, HumanDecision decision, CancellationToken cancellationToken);

    /// <summary>
    /// Shows a domain's admin whom the erasure is about; who looked and when goes to the ledger first. Null once the identifiers are destroyed, and where there is no such domain in it.
    /// </summary>
    /// <exception cref="ArgumentException">The name is empty, or name or note hold an identifier.</exception>
    Task<Sealed<Subject>?> RevealSubjectAsync(string erasureId, string domain, HumanDecision decision, CancellationToken cancellationToken);
}
