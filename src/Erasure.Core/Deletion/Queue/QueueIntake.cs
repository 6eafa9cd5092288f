using System.Collections.Concurrent;
using Erasure.Core.Deadlines;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Domains;
using Erasure.Core.Lake.Mappers;

namespace Erasure.Core.Deletion.Queue;

/// <summary>Takes matches of one request into the queue, many at once, by the mappers that there were at its beginning.</summary>
public sealed class QueueIntake
{
    /// <summary>A start that is further away than a request lasts is asked for once a minute of it, before the matches: no job takes it away meanwhile.</summary>
    private static readonly TimeSpan Far = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<long, Lazy<Task>> asked = new();
    private readonly MatchChecks checks;
    private readonly QueueStore queue;
    private readonly MatchValues values;
    private readonly StartRequests starts;
    private readonly DeadlineCalculator deadlines;
    private readonly TimeSpan lead;
    private readonly DateTimeOffset earliest;
    private readonly TimeProvider time;

    internal QueueIntake(
        IReadOnlyList<DataMapper> mappers, QueueStore queue, MatchValues values, StartRequests starts, DeadlineCalculator deadlines, TimeSpan lead, DateTimeOffset earliest, TimeProvider time)
    {
        checks = new MatchChecks(mappers, time);
        this.queue = queue;
        this.values = values;
        this.starts = starts;
        this.deadlines = deadlines;
        this.lead = lead;
        this.earliest = earliest;
        this.time = time;
    }

    /// <summary>Queues a match. What it answers with <see cref="MatchResult.Queued"/> is on disk.</summary>
    public async Task<MatchResult> AddAsync(MatchRequest request, CancellationToken cancellationToken)
    {
        if (checks.Check(request) is { Count: > 0 } problems)
        {
            return new MatchResult.Invalid(problems);
        }

        DateTimeOffset now = time.GetUtcNow();
        string id = ErasureId.New(now < earliest ? earliest : now);
        QueuedMatch match = new()
        {
            Id = id,
            Kind = request.Kind,
            Mappers = request.Mappers,
            AcrossElements = request.AcrossElements,
            CreatedAt = now,
            Deadline = request.Deadline?.ToUniversalTime() ?? deadlines.DeadlineOf(now),
            Values = await values.SealAsync(id, request.Values, cancellationToken),
        };
        DateTimeOffset start = match.Deadline - lead;
        if (start > now + Far)
        {
            await asked.GetOrAdd(start.UtcTicks / TimeSpan.TicksPerMinute, _ => new Lazy<Task>(() => starts.AddAsync(start, JobTrigger.Deadline, CancellationToken.None))).Value;
            await queue.TryAddAsync(match, cancellationToken);
        }
        else
        {
            await queue.TryAddAsync(match, cancellationToken);
            await starts.AddAsync(start, JobTrigger.Deadline, cancellationToken);
        }

        return new MatchResult.Queued(match);
    }
}
