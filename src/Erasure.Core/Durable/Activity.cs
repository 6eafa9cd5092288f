namespace Erasure.Core.Durable;

/// <summary>A step that does I/O. Run at least once, so running it twice must change nothing the second time. Made by dependency injection.</summary>
public abstract class Activity<TInput, TOutput>
{
    /// <summary>The step. What a workflow decides on comes back as a typed outcome; an exception means "try again or give up".</summary>
    public abstract Task<TOutput> RunAsync(ActivityContext context, TInput input, CancellationToken cancellationToken);
}

/// <summary>Who called an activity.</summary>
/// <param name="Name">The activity's name.</param>
/// <param name="InstanceId">The instance that called it.</param>
public sealed record ActivityContext(string Name, string InstanceId);
