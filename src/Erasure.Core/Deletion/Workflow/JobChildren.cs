using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>Children of a job's workflow that run side by side, and are told where the job is to stop.</summary>
/// <typeparam name="T">What they come to.</typeparam>
internal sealed class JobChildren<T>(TaskOrchestrationContext context, JobWaits waits)
{
    private readonly List<JobChild<T>> running = [];
    private bool areTold;

    /// <summary>How many run.</summary>
    public int Count => running.Count;

    /// <summary>Starts one.</summary>
    public JobChild<T> Start(string workflow, object input, string instanceId)
    {
        JobChild<T> child = new(context, workflow, input, instanceId);
        running.Add(child);
        return child;
    }

    /// <summary>Waits until one has ended, well or not.</summary>
    public async Task EndOneAsync()
    {
        Show();
        Task ended;
        do
        {
            ended = await Task.WhenAny([.. running.Select(child => child.Task), .. areTold ? (Task[])[] : [waits.Stop]]);
            if (ended == waits.Stop)
            {
                areTold = true;
                running.ForEach(Tell);
            }
        }
        while (!running.Exists(child => child.Task == ended) || IsBegunAgain(ended));

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

    /// <summary>Of a child that another version of the program left, what it had done is in records.</summary>
    private bool IsBegunAgain(Task ended)
    {
        if (ended.Exception?.InnerException is not TaskFailedException failed
            || !failed.FailureDetails.IsUnreadable()
            || running.Find(child => child.Task == ended) is not { HasBegunAgain: false } unreadable)
        {
            return false;
        }

        unreadable.BeginAgain();
        if (areTold)
        {
            Tell(unreadable);
        }

        Show();
        return true;
    }

    private void Tell(JobChild<T> child) => context.SendEvent(child.InstanceId, JobWaits.StopEvent, Nothing.Value);

    private void Show() => context.SetCustomStatus(JobStatus.Of(running.Select(child => child.InstanceId)));
}
