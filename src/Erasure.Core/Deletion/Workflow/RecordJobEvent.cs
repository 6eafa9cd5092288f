using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Reports;
using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>Adds an event to a job, once.</summary>
internal sealed class RecordJobEvent(JobStore store) : Activity<RecordJobEvent, RecordJobEventInput, Nothing>
{
    public override async Task<Nothing> RunAsync(TaskActivityContext context, RecordJobEventInput input)
    {
        CancellationToken cancellationToken = context.Stopping();
        await store.AddEventAsync(input.JobId, input.Sequence, new JobEvent(default, input.Name, input.Round, input.Count) { Mapper = input.Mapper, Code = input.Code }, cancellationToken);
        return Nothing.Value;
    }
}

/// <summary>Input of <see cref="RecordJobEvent"/>.</summary>
internal sealed record RecordJobEventInput(string JobId, int Sequence, string Name, int Round, long Count, string? Mapper = null, string? Code = null);
