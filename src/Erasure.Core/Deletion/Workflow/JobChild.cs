using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>A child of a job's workflow.</summary>
/// <typeparam name="T">What it comes to.</typeparam>
internal sealed class JobChild<T>
{
    private readonly Func<string, Task<T>> start;

    /// <summary>Starts it.</summary>
    /// <param name="context">The job's workflow.</param>
    /// <param name="workflow">The child's workflow.</param>
    /// <param name="input">The child's input.</param>
    /// <param name="instanceId">Its id.</param>
    public JobChild(TaskOrchestrationContext context, string workflow, object input, string instanceId)
    {
        start = id => context.CallSubOrchestratorAsync<T>(workflow, input, new SubOrchestrationOptions(instanceId: id));
        InstanceId = instanceId;
        Task = start(instanceId);
    }

    /// <summary>Its id.</summary>
    public string InstanceId { get; private set; }

    /// <summary>It isn't the first one any more.</summary>
    public bool HasBegunAgain { get; private set; }

    /// <summary>Its end.</summary>
    public Task<T> Task { get; private set; }

    /// <summary>Starts it again, once: all that it had done is in records.</summary>
    public void BeginAgain()
    {
        HasBegunAgain = true;
        InstanceId += ":again1";
        Task = start(InstanceId);
    }
}
