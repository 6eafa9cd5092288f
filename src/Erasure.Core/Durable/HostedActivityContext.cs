using Microsoft.DurableTask;

namespace Erasure.Core.Durable;

/// <summary>What an activity is told of who called it and of the process that it runs in.</summary>
/// <param name="name">The activity's name.</param>
/// <param name="instanceId">The instance that called it.</param>
/// <param name="stopping">The process ends: whatever isn't done by then runs again.</param>
public sealed class HostedActivityContext(TaskName name, string instanceId, CancellationToken stopping) : TaskActivityContext
{
    /// <inheritdoc/>
    public override TaskName Name => name;

    /// <inheritdoc/>
    public override string InstanceId => instanceId;

    /// <summary>The process ends.</summary>
    public CancellationToken Stopping => stopping;
}
