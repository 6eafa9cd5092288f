using System.Collections.Frozen;
using Microsoft.DurableTask;

namespace Erasure.Embedded.Engine;

/// <summary>What the engine can run, by name, in whatever case.</summary>
internal sealed class TaskCatalog(DurableTaskRegistry registry, IServiceProvider services)
{
    private readonly FrozenDictionary<string, Func<IServiceProvider, ITaskOrchestrator>> orchestrators =
        registry.GetOrchestrators().ToFrozenDictionary(static task => task.Key.Name, static task => task.Value, StringComparer.OrdinalIgnoreCase);

    private readonly FrozenDictionary<string, Func<IServiceProvider, ITaskActivity>> activities =
        registry.GetActivities().ToFrozenDictionary(static task => task.Key.Name, static task => task.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>A new orchestrator; null where there is none of that name.</summary>
    public ITaskOrchestrator? FindOrchestrator(string name) => orchestrators.TryGetValue(name, out Func<IServiceProvider, ITaskOrchestrator>? make) ? make(services) : null;

    /// <summary>A new activity, with what it needs from a scope.</summary>
    /// <exception cref="InvalidOperationException">There is none of that name.</exception>
    public ITaskActivity Activity(string name, IServiceProvider scope) => activities.TryGetValue(name, out Func<IServiceProvider, ITaskActivity>? make)
        ? make(scope)
        : throw new InvalidOperationException($"No activity named '{name}' is registered.");
}
