using Erasure.Core.Durable;

namespace Erasure.Core.Jobs;

/// <summary>Adds an event to a job's record, once.</summary>
internal sealed class RecordJobEvent(JobStore store, TimeProvider time) : Activity<RecordJobEventInput, Nothing>
{
    public override async Task<Nothing> RunAsync(ActivityContext context, RecordJobEventInput input, CancellationToken cancellationToken)
    {
        await store.ChangeAsync(
            input.JobId,
            job => job.Events.Any(known => known.Name == input.Name && known.Round == input.Round)
                ? null
                : job with { Events = [.. job.Events, new JobEvent(time.GetUtcNow(), input.Name, input.Round, input.Objects)] },
            cancellationToken);
        return Nothing.Value;
    }
}

/// <summary>Input of <see cref="RecordJobEvent"/>.</summary>
internal sealed record RecordJobEventInput(string JobId, string Name, int Round, long Objects);
