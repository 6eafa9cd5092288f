using System.Text.Json;
using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>The waits of a job's workflow. Each ends at once where the job is asked to stop meanwhile: who waits five minutes for the next attempt would otherwise obey after five minutes.</summary>
/// <param name="context">The workflow.</param>
internal sealed class JobWaits(TaskOrchestrationContext context)
{
    /// <summary>Name of the event that tells a job's workflow, and its children, that the job is to stop. The record says so before: whoever asks that needn't be told.</summary>
    public const string StopEvent = "stop";

    private static readonly TimeSpan[] BeforeNextAttempt = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(80), TimeSpan.FromSeconds(320)];

    // Anyone who may raise events can send anything, and nothing.
    private readonly Task<JsonElement?> stop = context.WaitForExternalEvent<JsonElement?>(StopEvent);

    /// <summary>Ends when the job is to stop.</summary>
    public Task Stop => stop;

    /// <summary>The job is to stop.</summary>
    public bool IsStopped => stop.IsCompleted;

    /// <summary>Waits.</summary>
    /// <returns>False where the job is to stop: then it doesn't wait any longer.</returns>
    public async Task<bool> WaitAsync(TimeSpan wait)
    {
        if (IsStopped)
        {
            return false;
        }

        using CancellationTokenSource lost = new();
        Task timer = context.CreateTimer(context.Now() + wait, lost.Token);
        if (await Task.WhenAny(stop, timer) == timer)
        {
            return true;
        }

        lost.Cancel();
        return false;
    }

    /// <summary>Runs an activity, and again where it fails, with waits between: five attempts in seven minutes. What is permanent comes back as an output and not as a failure.</summary>
    /// <exception cref="TaskFailedException">The last attempt failed.</exception>
    public async Task<TOutput> CallAsync<TInput, TOutput>(ActivityName<TInput, TOutput> activity, TInput input)
    {
        bool isCutShort = false;
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await context.CallAsync(activity, input);
            }
            catch (TaskFailedException) when (attempt < BeforeNextAttempt.Length)
            {
                // Tried again.
            }

            // Once cut short, whether the job was to stop before the wait or in it, and from then on in full: stopping has to write records, too.
            if (isCutShort)
            {
                await context.CreateTimer(context.Now() + BeforeNextAttempt[attempt], CancellationToken.None);
            }
            else
            {
                isCutShort = !await WaitAsync(BeforeNextAttempt[attempt]);
            }
        }
    }
}
