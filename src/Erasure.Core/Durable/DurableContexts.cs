using Microsoft.DurableTask;

namespace Erasure.Core.Durable;

/// <summary>Durable Task's contexts, as this house uses them.</summary>
public static class DurableContexts
{
    /// <summary>Ends when the process does that the activity runs in, where its host says so.</summary>
    public static CancellationToken Stopping(this TaskActivityContext context) =>
        context is HostedActivityContext hosted ? hosted.Stopping : CancellationToken.None;

    /// <summary>The replay-safe clock. Not every host says that its time is UTC.</summary>
    public static DateTimeOffset Now(this TaskOrchestrationContext context) => new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));

    /// <summary>Runs an activity.</summary>
    internal static Task<TOutput> CallAsync<TInput, TOutput>(this TaskOrchestrationContext context, ActivityName<TInput, TOutput> activity, TInput input, TaskOptions? options = null) =>
        context.CallActivityAsync<TOutput>(activity.Text, input, options);

    /// <summary>A durable timer. Cancel the ones that lose a race: an instance doesn't complete while a timer is pending.</summary>
    public static Task CreateTimer(this TaskOrchestrationContext context, DateTimeOffset fireAt, CancellationToken cancellationToken) =>
        context.CreateTimer(fireAt.UtcDateTime, cancellationToken);
}
