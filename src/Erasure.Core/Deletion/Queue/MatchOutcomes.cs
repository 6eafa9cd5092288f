using Erasure.Core.Domains;
using Erasure.Core.Records;

namespace Erasure.Core.Deletion.Queue;

/// <summary>What became of erasures' matches, for as long as the erasures want to know.</summary>
internal sealed class MatchOutcomes(IRecordStore records)
{
    public async Task<MatchOutcome?> GetAsync(string erasureId, string domain, CancellationToken cancellationToken) =>
        (await records.GetAsync(KeyOf(erasureId, domain), cancellationToken))?.Read<MatchOutcome>();

    /// <summary>Keeps the outcome of an attempt, unless it has one already.</summary>
    public async Task SetAsync(string erasureId, string domain, MatchOutcome outcome, CancellationToken cancellationToken)
    {
        if (await GetAsync(erasureId, domain, cancellationToken) is { Outcome: Outcome.Erased or Outcome.NothingFound } answered && answered.Attempt < outcome.Attempt)
        {
            // Asked again after it was done: what was answered then isn't answered again.
            await records.ChangeAsync<Dictionary<string, ErasedSoFar>>(
                KeyOfErased(erasureId, domain),
                before => before?.ToDictionary(one => one.Key, one => one.Key == outcome.JobId ? one.Value : one.Value with { IsAnswered = true }, StringComparer.Ordinal),
                cancellationToken);
        }

        await records.ChangeAsync<MatchOutcome>(KeyOf(erasureId, domain), before => before?.Attempt >= outcome.Attempt ? null : outcome, cancellationToken);
    }

    /// <summary>Keeps what a job erased of the match and has verified, whatever it answers, and whatever attempt it answers.</summary>
    public Task AddErasedAsync(string erasureId, string domain, string jobId, ErasedSoFar erased, CancellationToken cancellationToken) =>
        records.ChangeAsync<Dictionary<string, ErasedSoFar>>(
            KeyOfErased(erasureId, domain),
            before => before?.ContainsKey(jobId) == true ? null : new Dictionary<string, ErasedSoFar>(before ?? [], StringComparer.Ordinal) { [jobId] = erased },
            cancellationToken);

    /// <summary>What jobs have erased of it, by job.</summary>
    public async Task<IReadOnlyDictionary<string, ErasedSoFar>> ErasedAsync(string erasureId, string domain, CancellationToken cancellationToken) =>
        (await records.GetAsync(KeyOfErased(erasureId, domain), cancellationToken))?.Read<Dictionary<string, ErasedSoFar>>() ?? [];

    public async Task DeleteAsync(string erasureId, string domain, CancellationToken cancellationToken)
    {
        await records.DeleteAsync(KeyOf(erasureId, domain), cancellationToken);
        await records.DeleteAsync(KeyOfErased(erasureId, domain), cancellationToken);
    }

    private static RecordKey KeyOfErased(string erasureId, string domain) => new($"match-erased/{erasureId}", domain);

    private static RecordKey KeyOf(string erasureId, string domain) => new($"match-outcome/{erasureId}", domain);
}
