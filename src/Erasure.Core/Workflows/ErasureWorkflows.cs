using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Lake;

namespace Erasure.Core.Workflows;

/// <summary>Every workflow and activity of the product.</summary>
public static class ErasureWorkflows
{
    /// <summary>The list that each host registers from.</summary>
    public static WorkflowCatalog CreateCatalog() => new WorkflowCatalog()
        .AddWorkflow<EraseSubject, EraseSubjectInput, EraseSubjectResult?>()
        .AddWorkflow<EraseInDomain, DomainTask, DomainEnd>()
        .AddActivity<BeginErasure, EraseSubjectInput, ErasurePlan?>()
        .AddActivity<AskDomain, AskDomainInput, AskDomainResult>()
        .AddActivity<RecordDomain, RecordDomainInput, Nothing>()
        .AddActivity<RecordErasure, RecordErasureInput, Nothing>()
        .AddActivity<ExtendErasure, ExtendErasureInput, DateTimeOffset>()
        .AddActivity<EndErasure, EndErasureInput, int>()
        .AddActivity<DrainOutbox, string, int>()
        .AddActivity<DestroyIdentifiers, string, Nothing>()
        .AddDeletionJobs();
}
