using Erasure.Core.Decisions;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Durable;
using Erasure.Core.Subjects;
using Microsoft.DurableTask.Client;

namespace Erasure.Core.Deletion.Failures;

/// <summary>The adjudication list: objects that jobs can't erase from, for a human to retry or to accept.</summary>
internal sealed class ObjectFailures(FailureStore store, QueueStore queue, MatchValues values, IDurableTaskClientProvider clients) : IObjectFailures
{
    /// <summary>Matches whose values a decision's text is compared with.</summary>
    private const int MostCompared = 1000;

    public IAsyncEnumerable<ObjectFailure> ListAsync(string? after, CancellationToken cancellationToken) => store.ListAsync(after, cancellationToken);

    public Task<ObjectFailure?> GetAsync(string id, CancellationToken cancellationToken) => store.GetAsync(id, cancellationToken);

    public async Task<CommandResult> RetryAsync(string id, HumanDecision decision, CancellationToken cancellationToken)
    {
        CommandResult result = await CheckAsync(id, decision, cancellationToken);
        if (result == CommandResult.Accepted)
        {
            await store.BeginAgainAsync(id, cancellationToken);
            await ResumeAsync(id, decision, cancellationToken);
        }

        return result;
    }

    public async Task<CommandResult> AcceptAsync(string id, Acceptance acceptance, CancellationToken cancellationToken)
    {
        CommandResult result = await store.GetAsync(id, cancellationToken) is { IsWholeMapper: true } ? CommandResult.WrongState : await CheckAsync(id, acceptance.Decision, cancellationToken);
        result = result == CommandResult.Accepted ? await store.AcceptAsync(id, acceptance, cancellationToken) : result;
        if (result == CommandResult.Accepted)
        {
            await ResumeAsync(id, acceptance.Decision, cancellationToken);
        }

        return result;
    }

    private async Task<CommandResult> CheckAsync(string id, HumanDecision decision, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(id, cancellationToken) is not { } failure)
        {
            return CommandResult.NotFound;
        }

        if (DecisionForm.Check(decision) is not null)
        {
            return CommandResult.InvalidDecision;
        }

        await foreach (QueuedMatch match in queue.ListAsync(null, cancellationToken).Where(match => match.WaitsFor(failure.Mapper)).Take(MostCompared).WithCancellation(cancellationToken))
        {
            if (await values.OpenAsync(match, cancellationToken) is { } subject && DecisionRules.Judge(decision, subject, requesters: null) is not CommandResult.Accepted and var refusal)
            {
                return refusal;
            }
        }

        return CommandResult.Accepted;
    }

    private async Task ResumeAsync(string id, HumanDecision decision, CancellationToken cancellationToken)
    {
        ObjectFailure failure = (await store.GetAsync(id, cancellationToken))!;

        // Where it isn't started, it was asked twice at once and is under way.
        await clients.GetClient().TryScheduleAsync(nameof(ResumeMatches), $"resume:{id}", new ResumeMatchesInput(failure.Mapper, decision), cancellationToken);
    }
}
