using Erasure.Core.Records;

namespace Erasure.Core.Queue;

/// <summary>What became of erasures' matches, for as long as the erasures want to know.</summary>
internal sealed class MatchOutcomes(IRecordStore records)
{
    public async Task<MatchOutcome?> GetAsync(string erasureId, string domain, CancellationToken cancellationToken) =>
        (await records.GetAsync(KeyOf(erasureId, domain), cancellationToken))?.Read<MatchOutcome>();

    /// <summary>Keeps the outcome of an attempt, unless it has one already.</summary>
    public Task SetAsync(string erasureId, string domain, MatchOutcome outcome, CancellationToken cancellationToken) =>
        records.ChangeAsync<MatchOutcome>(KeyOf(erasureId, domain), before => before?.Attempt >= outcome.Attempt ? null : outcome, cancellationToken);

    public Task DeleteAsync(string erasureId, string domain, CancellationToken cancellationToken) =>
        records.DeleteAsync(KeyOf(erasureId, domain), cancellationToken);

    private static RecordKey KeyOf(string erasureId, string domain) => new($"match-outcome/{erasureId}", domain);
}
