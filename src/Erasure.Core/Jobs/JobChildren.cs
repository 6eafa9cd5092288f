using Erasure.Core.Durable;

namespace Erasure.Core.Jobs;

/// <summary>Children of a job's workflow that run side by side, and that are told where the job is to stop.</summary>
/// <typeparam name="T">What they come to.</typeparam>
internal sealed class JobChildren<T>(IWorkflowContext context, JobWaits waits)
{
    private readonly List<(string InstanceId, Task<T> Task)> running = [];
    private bool areTold;

    /// <summary>How many run.</summary>
    public int Count => running.Count;

    /// <summary>Starts one.</summary>
    public Task<T> Start(string workflow, object input, string instanceId)
    {
        Task<T> child = context.CallSubOrchestratorAsync<T>(workflow, input, instanceId);
        running.Add((instanceId, child));
        return child;
    }

    /// <summary>Waits until one has ended, well or not.</summary>
    public async Task EndOneAsync()
    {
        Task ended = await Task.WhenAny([.. Tasks(), .. areTold ? (Task[])[] : [waits.Stop]]);
        if (ended == waits.Stop)
        {
            areTold = true;
            foreach ((string instanceId, _) in running)
            {
                context.SendEvent(instanceId, JobWaits.StopEvent, Nothing.Value);
            }

            ended = await Task.WhenAny(Tasks());
        }

        running.RemoveAll(child => child.Task == ended);
    }

    /// <summary>Waits until all have ended.</summary>
    public async Task EndAllAsync()
    {
        while (running.Count > 0)
        {
            await EndOneAsync();
        }
    }

    private Task[] Tasks() => [.. running.Select(child => (Task)child.Task)];
}
