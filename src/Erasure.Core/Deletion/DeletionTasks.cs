using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Queries;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Lake;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion;

/// <summary>Every workflow and activity of deletion jobs, and how many of them may run.</summary>
public static class DeletionTasks
{
    /// <summary>Adds the workflows and activities of deletion jobs.</summary>
    public static DurableTaskRegistry AddDeletionJobs(this DurableTaskRegistry tasks) => tasks
        .AddOrchestrator<RunDeletionJob>()
        .AddOrchestrator<RunObjectBatch>()
        .AddOrchestrator<PlanByListing>()
        .AddOrchestrator<FindByQueries>()
        .AddActivity<PrepareQueries>()
        .AddActivity<AdvanceQueries>()
        .AddActivity<EndQueries>()
        .AddActivity<BeginJob>()
        .AddActivity<GatherMatches>()
        .AddActivity<PlanMapper>()
        .AddActivity<FailMapper>()
        .AddActivity<ListObjects>()
        .AddActivity<RecordJobEvent>()
        .AddActivity<FindInObject>()
        .AddActivity<ForgetInObject>()
        .AddActivity<VerifyObject>()
        .AddActivity<TallyObjects>()
        .AddActivity<ConcludeJob>()
        .AddActivity<SettleMatches>()
        .AddActivity<DropObjects>()
        .AddActivity<EndJob>()
        .AddOrchestrator<TellErasures>()
        .AddActivity<TellPage>()
        .AddOrchestrator<ResumeMatches>()
        .AddActivity<ResumePage>();

    /// <summary>How many of each activity that reads objects may run at once over all jobs, by the activity's name.</summary>
    public static IReadOnlyDictionary<string, int> ActivityLimits(LakeConfiguration? lake)
    {
        int most = (lake?.Job ?? new JobConfiguration()).ConcurrentOverall;
        return new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
        {
            [nameof(FindInObject)] = most,
            [nameof(ForgetInObject)] = most,
            [nameof(VerifyObject)] = most,
        };
    }
}
