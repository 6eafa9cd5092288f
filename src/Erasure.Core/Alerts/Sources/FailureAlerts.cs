using Erasure.Core.Clocks;
using Erasure.Core.Deletion.Failures;

namespace Erasure.Core.Alerts.Sources;

/// <summary>The adjudication list: objects that jobs can't erase from, and of which no human has decided; those of one code together, in however many mappers.</summary>
internal sealed class FailureAlerts(FailureStore failures, TimeProvider time) : IAlertSource
{
    private static readonly TimeSpan News = TimeSpan.FromDays(7);

    public IReadOnlyList<AlertRule> Rules { get; } = [AlertRule.ObjectRefused];

    public async Task<IReadOnlyList<AlertFinding>?> LookAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset since = time.GetUtcNow() - News;
        Dictionary<string, (long Objects, HashSet<string> Mappers, ObjectFailure Last)> found = new(StringComparer.Ordinal);
        await foreach (ObjectFailure failure in failures.ListAsync(null, cancellationToken))
        {
            if (failure is { AcceptedAt: null, IsWholeMapper: false } && failure.LastSeen > since)
            {
                (long objects, HashSet<string> mappers, ObjectFailure last) = found.GetValueOrDefault(failure.Code, (0, [], failure));
                mappers.Add(failure.Mapper);
                found[failure.Code] = (objects + 1, mappers, time.OrderOf(failure.LastSeen).CompareTo(time.OrderOf(last.LastSeen)) > 0 ? failure : last);
            }
        }

        return
        [
            .. found.Select(group => new AlertFinding(AlertRule.ObjectRefused, $"/api/failures/{group.Value.Last.Id}", new AlertFact("code", group.Key))
            {
                At = group.Value.Last.LastSeen,
                Facts = [AlertFact.Of("objects", group.Value.Objects), AlertFact.Of("mappers", group.Value.Mappers), new("failure", group.Value.Last.Id), new("job", group.Value.Last.JobId)],
            }),
        ];
    }
}
