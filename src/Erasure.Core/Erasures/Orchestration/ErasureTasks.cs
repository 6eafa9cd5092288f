using Erasure.Core.Deletion;
using Erasure.Core.Erasures.Ending;
using Erasure.Core.Erasures.Parts;
using Microsoft.DurableTask;

namespace Erasure.Core.Erasures.Orchestration;

/// <summary>Every orchestrator and activity of the product.</summary>
public static class ErasureTasks
{
    /// <summary>Adds them: the one list that each host registers from. A name is its class's name.</summary>
    public static DurableTaskRegistry AddErasures(this DurableTaskRegistry tasks) => tasks
        .AddOrchestrator<EraseSubject>()
        .AddOrchestrator<EraseInDomain>()
        .AddActivity<BeginErasure>()
        .AddActivity<AskDomain>()
        .AddActivity<FindPart>()
        .AddActivity<RecordDomain>()
        .AddActivity<RecordErasure>()
        .AddActivity<ExtendErasure>()
        .AddActivity<EndErasure>()
        .AddActivity<DrainOutbox>()
        .AddActivity<DestroyIdentifiers>()
        .AddDeletionJobs();
}
