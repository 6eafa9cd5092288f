using Erasure.Core.Failures;

namespace Erasure.Core.Alerts.Sources;

/// <summary>The adjudication list: objects that jobs can't erase from, and of which no human has decided.</summary>
internal sealed class FailureAlerts(FailureStore failures, TimeProvider time) : IAlertSource
{
    private static readonly TimeSpan News = TimeSpan.FromDays(7);

    public IReadOnlyList<AlertRule> Rules { get; } = [AlertRule.ObjectRefused];

    public async Task<IReadOnlyList<AlertFinding>?> LookAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset since = time.GetUtcNow() - News;
        Dictionary<(string Mapper, string Code), (long Objects, ObjectFailure Last)> found = [];
        await foreach (ObjectFailure failure in failures.ListAsync(null, cancellationToken))
        {
            if (failure is { AcceptedAt: null, IsWholeMapper: false } && failure.LastSeen > since)
            {
                (long objects, ObjectFailure? last) = found.GetValueOrDefault((failure.Mapper, failure.Code));
                found[(failure.Mapper, failure.Code)] = (objects + 1, last is null || failure.LastSeen > last.LastSeen ? failure : last);
            }
        }

        return
        [
            .. found.Select(group => new AlertFinding(AlertRule.ObjectRefused, $"/api/failures/{group.Value.Last.Id}", new("mapper", group.Key.Mapper), new("code", group.Key.Code))
            {
                At = group.Value.Last.LastSeen,
                Facts = [AlertFact.Of("objects", group.Value.Objects), new("failure", group.Value.Last.Id), new("job", group.Value.Last.JobId)],
            }),
        ];
    }
}
