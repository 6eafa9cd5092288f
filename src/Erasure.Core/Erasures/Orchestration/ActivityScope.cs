using Erasure.Core.Domains;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Erasures.Orchestration;

/// <summary>Says on every log line of an activity which instance it works for, and which erasure.</summary>
public static class ActivityScope
{
    /// <summary>Begins it; ids only.</summary>
    public static IDisposable? Begin(IServiceProvider services, TaskActivityContext context)
    {
        ILogger? logger = services.GetService<ILoggerFactory>()?.CreateLogger("Erasure.Activities");
        string owner = context.InstanceId.Split(':', 2)[0];
        List<KeyValuePair<string, object?>> state = [new("InstanceId", context.InstanceId), new("Activity", context.Name.Name)];
        if (ErasureId.IsValid(owner))
        {
            state.Add(new("ErasureId", owner));
        }

        return logger?.BeginScope(state);
    }
}
