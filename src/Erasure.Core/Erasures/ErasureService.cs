using Erasure.Core.Decisions;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Calls;
using Erasure.Core.Durable;
using Erasure.Core.Erasures.Ending;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Erasures.Orchestration;
using Erasure.Core.Ledger;
using Erasure.Core.Subjects;
using Erasure.Core.Vault;
using Microsoft.DurableTask.Client;

namespace Erasure.Core.Erasures;

/// <summary>Answers what is asked of erasures. Commands become events: an erasure's orchestration alone changes it.</summary>
internal sealed class ErasureService(
    ErasureIntake intake,
    ErasureStore erasures,
    ErasureLedger ledger,
    ErasureReports reports,
    SubjectVault vault,
    DomainCalls calls,
    IDurableTaskClientProvider clients,
    TimeProvider time) : IErasureService
{
    private const int MaxPage = 500;
    private const int MaxScan = 20_000;

    public Task<IntakeResult> ReceiveAsync(IntakeRequest request, CancellationToken cancellationToken) =>
        intake.ReceiveAsync(request, cancellationToken);

    public async Task<ErasureView?> GetAsync(string erasureId, CancellationToken cancellationToken)
    {
        if (await erasures.GetAsync(erasureId, cancellationToken) is not { Erasure: var erasure })
        {
            return null;
        }

        return new ErasureView(
            erasure,
            IsOverdue(erasure),
            await erasures.ProgressAsync(erasure, cancellationToken),
            await ledger.ReadAsync(erasureId, cancellationToken));
    }

    public async Task<ErasurePage> ListAsync(ErasureFilter filter, int top, string? continuation, CancellationToken cancellationToken)
    {
        if (continuation is not null && !ErasureId.IsValid(continuation))
        {
            throw new FormatException("The continuation is not one that a page gave.");
        }

        int size = Math.Clamp(top, 1, MaxPage);
        List<ErasureRecord> page = [];
        string? last = null;
        int scanned = 0;
        await foreach (StoredErasure stored in erasures.NewestFirstAsync(continuation, cancellationToken))
        {
            if (page.Count == size || scanned == MaxScan)
            {
                return new ErasurePage(page, last);
            }

            scanned++;
            last = stored.Erasure.Id;
            if (IsIn(filter, stored.Erasure))
            {
                page.Add(stored.Erasure);
            }
        }

        return new ErasurePage(page, Continuation: null);
    }

    public Task<ErasureReport?> GetReportAsync(string erasureId, CancellationToken cancellationToken) =>
        reports.GetAsync(erasureId, cancellationToken);

    public Task<IReadOnlyList<DomainCall>> GetCallsAsync(string erasureId, string domain, CancellationToken cancellationToken) =>
        calls.ListAsync(erasureId, domain, cancellationToken);

    public Task<DomainCall?> GetCallAsync(string erasureId, string domain, string callId, CancellationToken cancellationToken) =>
        calls.GetAsync(erasureId, domain, callId, cancellationToken);

    public Task<CommandResult> CancelAsync(string erasureId, HumanDecision decision, CancellationToken cancellationToken) =>
        CommandAsync(erasureId, decision, (_, _) => new ErasureCommand.Cancel(decision), cancellationToken);

    public Task<CommandResult> CloseAsync(string erasureId, HumanDecision decision, CancellationToken cancellationToken) =>
        CommandAsync(
            erasureId,
            decision,
            (_, domains) => domains.Any(domain => domain.State is DomainState.Failed or DomainState.Withheld) ? new ErasureCommand.Close(decision) : null,
            cancellationToken);

    public Task<CommandResult> ExtendAsync(string erasureId, HumanDecision decision, CancellationToken cancellationToken) =>
        CommandAsync(
            erasureId,
            decision,
            (erasure, _) => erasure.ExtensionReason is null && time.GetUtcNow() < erasure.Deadline ? new ErasureCommand.Extend(decision) : null,
            cancellationToken);

    public Task<CommandResult> RetryAsync(string erasureId, string domain, HumanDecision decision, CancellationToken cancellationToken) =>
        CommandDomainAsync(
            erasureId,
            domain,
            decision,
            progress => progress.State is DomainState.Failed or DomainState.Withheld or DomainState.Waiting ? new ErasureCommand.Retry(domain, Math.Max(1, progress.Attempt), decision) : null,
            cancellationToken);

    public Task<CommandResult> ResolveAsync(string erasureId, string domain, HumanDecision decision, CancellationToken cancellationToken) =>
        CommandDomainAsync(
            erasureId,
            domain,
            decision,
            progress => progress.State.IsOver() ? null : new ErasureCommand.Resolve(domain, decision),
            cancellationToken);

    public async Task<Sealed<Subject>?> RevealSubjectAsync(string erasureId, string domain, HumanDecision decision, CancellationToken cancellationToken)
    {
        if (await erasures.GetAsync(erasureId, cancellationToken) is not { Erasure: var erasure }
            || !erasure.Domains.Contains(domain)
            || await vault.OpenAsync(erasureId, cancellationToken) is not { } vaulted)
        {
            return null;
        }

        if (!DecisionRules.Admit(decision, vaulted, needsNote: false))
        {
            throw new ArgumentException("A name is needed, and neither name nor note may hold an identifier of the subject.", nameof(decision));
        }

        await ledger.AppendAsync(
            erasureId,
            new LedgerEvent(LedgerEvents.SubjectRevealed, domain, $"{Guid.CreateVersion7(time.GetUtcNow()):N}", DecisionRules.Signed(decision, vaulted).ToDetails()),
            cancellationToken);
        return vaulted.Subject;
    }

    private Task<CommandResult> CommandDomainAsync(string erasureId, string domain, HumanDecision decision, Func<DomainProgress, ErasureCommand?> decide, CancellationToken cancellationToken) =>
        CommandAsync(
            erasureId,
            decision,
            (_, domains) => domains.FirstOrDefault(progress => progress.Domain == domain) is { } progress ? decide(progress) : null,
            cancellationToken,
            domain);

    private async Task<CommandResult> CommandAsync(
        string erasureId,
        HumanDecision decision,
        Func<ErasureRecord, IReadOnlyList<DomainProgress>, ErasureCommand?> decide,
        CancellationToken cancellationToken,
        string? domain = null)
    {
        if (await erasures.GetAsync(erasureId, cancellationToken) is not { Erasure: var erasure }
            || (domain is not null && !erasure.Domains.Contains(domain)))
        {
            return CommandResult.NotFound;
        }

        if (erasure.State.IsOver())
        {
            return CommandResult.WrongState;
        }

        VaultedSubject? vaulted = await vault.OpenAsync(erasureId, cancellationToken);
        if (DecisionRules.Judge(decision, vaulted, needsNote: true) is not CommandResult.Accepted and var refusal)
        {
            return refusal;
        }

        if (decide(erasure, await erasures.ProgressAsync(erasure, cancellationToken)) is not { } command)
        {
            return CommandResult.WrongState;
        }

        ErasureCommand signed = command with { Decision = DecisionRules.Signed(command.Decision, vaulted) };
        if (!await clients.GetClient().TryRaiseEventAsync(erasureId, ErasureCommand.EventName, signed, cancellationToken))
        {
            return CommandResult.WrongState;
        }

        // The orchestration may be lost, or fail, before it has handled the command.
        if (HappeningOf(signed) is { } happening)
        {
            await ledger.AppendAsync(erasureId, new LedgerEvent(happening, Details: signed.Decision.ToDetails()), cancellationToken);
        }
        else
        {
            await erasures.ChangeAsync(
                erasureId,
                before => before.Erasure.State.IsOver() ? before : before with { Asked = [.. before.Asked?.Where(asked => !signed.Supersedes(asked)) ?? [], signed] },
                cancellationToken);
        }

        return CommandResult.Accepted;
    }

    private static string? HappeningOf(ErasureCommand command) => command switch
    {
        ErasureCommand.Cancel => LedgerEvents.CancelRequested,
        ErasureCommand.Close => LedgerEvents.CloseRequested,
        _ => null,
    };

    private bool IsOverdue(ErasureRecord erasure) => !erasure.State.IsOver() && time.GetUtcNow() >= erasure.Deadline;

    private bool IsIn(ErasureFilter filter, ErasureRecord erasure) =>
        (filter.States is not { Count: > 0 } states || states.Contains(erasure.State))
        && (filter.Overdue is not { } overdue || overdue == IsOverdue(erasure))
        && (filter.ReceivedFrom is not { } from || erasure.ReceivedAt >= from)
        && (filter.ReceivedTo is not { } to || erasure.ReceivedAt < to)
        && (filter.Reference is not { } reference || erasure.References().Contains(reference));
}
