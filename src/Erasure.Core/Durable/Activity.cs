using Microsoft.DurableTask;

namespace Erasure.Core.Durable;

/// <summary>An activity that is called by its class: what it takes and gives stands there, and nowhere else.</summary>
/// <typeparam name="TSelf">The class, whose name histories hold.</typeparam>
/// <typeparam name="TInput">What it takes.</typeparam>
/// <typeparam name="TOutput">What it gives.</typeparam>
internal abstract class Activity<TSelf, TInput, TOutput> : TaskActivity<TInput, TOutput>
    where TSelf : Activity<TSelf, TInput, TOutput>
{
    /// <summary>What an orchestrator calls it by.</summary>
    public static ActivityName<TInput, TOutput> Name { get; } = new(typeof(TSelf).Name);
}
