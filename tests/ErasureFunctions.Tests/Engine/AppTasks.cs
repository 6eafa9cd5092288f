using System.Text.Json;
using Erasure.Core.Durable;
using ErasureFunctions.Durable;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace ErasureFunctions.Tests.Engine;

/// <summary>Orchestrators and activities as the app runs them, for Durable Task's own worker.</summary>
internal static class AppTasks
{
    /// <summary>Adds what is registered.</summary>
    /// <param name="tasks">The worker's.</param>
    /// <param name="registered">What is registered.</param>
    /// <param name="services">What activities need.</param>
    /// <param name="see">What an orchestration sees of its context.</param>
    public static void Add(DurableTaskRegistry tasks, DurableTaskRegistry registered, IServiceProvider services, Func<TaskOrchestrationContext, TaskOrchestrationContext> see)
    {
        TaskRunner runner = new(new ActivityGate(new Dictionary<string, int>(StringComparer.Ordinal)));
        foreach ((TaskName name, Func<IServiceProvider, ITaskOrchestrator> make) in registered.GetOrchestrators())
        {
            tasks.AddOrchestratorFunc<JsonElement, object?>(name, (context, input) => runner.RunAsync(make(services), see(context), input));
        }

        foreach ((TaskName name, Func<IServiceProvider, ITaskActivity> make) in registered.GetActivities())
        {
            tasks.AddActivityFunc<JsonElement, object?>(name, async (context, input) =>
            {
                await using AsyncServiceScope scope = services.CreateAsyncScope();
                return await runner.RunAsync(make, new HostedActivityContext(context.Name, context.InstanceId, CancellationToken.None), input, scope.ServiceProvider);
            });
        }
    }
}
