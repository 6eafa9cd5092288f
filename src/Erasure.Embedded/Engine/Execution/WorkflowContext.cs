using Erasure.Core.Durable;
using Erasure.Embedded.Engine.History;
using Microsoft.Extensions.Logging;

namespace Erasure.Embedded.Engine.Execution;

/// <summary>What an orchestrator sees of its execution.</summary>
internal sealed class WorkflowContext(string name, string instanceId, WorkflowLoop loop, Action strayed, ILoggerFactory loggers) : IWorkflowContext
{
    private readonly Dictionary<int, OpenTask> open = [];
    private readonly List<HistoryEvent> scheduled = [];
    private readonly List<int> canceledTimers = [];
    private int nextTaskId;
    private int guids;

    public string Name { get; } = name;

    public string InstanceId { get; } = instanceId;

    public string? ParentInstanceId { get; set; }

    public DateTimeOffset CurrentUtcDateTime { get; set; }

    public bool IsReplaying { get; set; }

    public Guid ExecutionId { get; set; }

    public EventWaiters Events { get; } = new();

    public bool HasOpenTasks => open.Count > 0;

    public IReadOnlyList<HistoryEvent> OpenTasks => [.. open.Values.Select(static task => task.Scheduled)];

    public bool SetsCustomStatus { get; private set; }

    public string? CustomStatus { get; private set; }

    public bool ContinuesAsNew { get; private set; }

    public string? NewInput { get; private set; }

    public bool PreservesEvents { get; private set; }

    public Task<TOutput> CallActivityAsync<TOutput>(string name, object? input = null, RetryPolicy? retry = null)
    {
        EnsureCurrent();
        string? payload = Payload.Write(input);
        return WithRetryAsync(retry, () => Schedule<TOutput>(new HistoryEvent
        {
            Type = HistoryEventType.TaskScheduled,
            Timestamp = CurrentUtcDateTime,
            Name = name,
            Payload = payload,
        }));
    }

    public Task<TOutput> CallSubOrchestratorAsync<TOutput>(string name, object? input = null, string? instanceId = null, RetryPolicy? retry = null)
    {
        EnsureCurrent();
        string? payload = Payload.Write(input);
        string child = instanceId ?? NewGuid().ToString("N");
        return WithRetryAsync(retry, () => Schedule<TOutput>(new HistoryEvent
        {
            Type = HistoryEventType.SubOrchestrationInstanceCreated,
            Timestamp = CurrentUtcDateTime,
            Name = name,
            InstanceId = child,
            Payload = payload,
        }));
    }

    public Task CreateTimer(DateTimeOffset fireAt, CancellationToken cancellationToken)
    {
        EnsureCurrent();
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        Task timer = Schedule<Nothing>(new HistoryEvent
        {
            Type = HistoryEventType.TimerCreated,
            Timestamp = CurrentUtcDateTime,
            FireAt = fireAt.ToUniversalTime(),
        });
        int id = nextTaskId - 1;
        if (!timer.IsCompleted && cancellationToken.CanBeCanceled)
        {
            cancellationToken.Register(() => CancelTimer(id, cancellationToken));
        }

        return timer;
    }

    public Task<TEvent> WaitForExternalEvent<TEvent>(string eventName, CancellationToken cancellationToken = default)
    {
        EnsureCurrent();
        return Events.WaitAsync<TEvent>(eventName, cancellationToken);
    }

    public void SendEvent(string instanceId, string eventName, object? payload)
    {
        EnsureCurrent();
        scheduled.Add(new HistoryEvent
        {
            Type = HistoryEventType.EventSent,
            Timestamp = CurrentUtcDateTime,
            TaskId = nextTaskId++,
            Name = eventName,
            InstanceId = instanceId,
            Payload = Payload.Write(payload),
        });
    }

    public void SetCustomStatus(object? status)
    {
        EnsureCurrent();
        CustomStatus = Payload.WriteCustomStatus(status);
        SetsCustomStatus = true;
    }

    public void ContinueAsNew(object? newInput, bool preserveUnprocessedEvents = true)
    {
        EnsureCurrent();
        ContinuesAsNew = true;
        NewInput = Payload.Write(newInput);
        PreservesEvents = preserveUnprocessedEvents;
    }

    public Guid NewGuid()
    {
        EnsureCurrent();
        return DeterministicGuid.Create(ExecutionId, guids++);
    }

    public ILogger CreateReplaySafeLogger(string categoryName) => new ReplaySafeLogger(this, loggers.CreateLogger(categoryName));

    /// <summary>Takes a task off the open ones; null where it has ended or was canceled.</summary>
    public OpenTask? Close(int taskId) => open.Remove(taskId, out OpenTask? task) ? task : null;

    /// <summary>What was asked for since the last call.</summary>
    public (IReadOnlyList<HistoryEvent> Scheduled, IReadOnlyList<int> CanceledTimers) TakeDecisions()
    {
        (HistoryEvent[], int[]) taken = ([.. scheduled], [.. canceledTimers]);
        scheduled.Clear();
        canceledTimers.Clear();
        SetsCustomStatus = false;
        return taken;
    }

    private Task<T> Schedule<T>(HistoryEvent request)
    {
        EnsureCurrent();
        var task = new OpenTask<T>(request with { TaskId = nextTaskId++ });
        open.Add(task.Scheduled.TaskId!.Value, task);
        scheduled.Add(task.Scheduled);
        return task.Task;
    }

    private void CancelTimer(int taskId, CancellationToken cancellationToken)
    {
        if (!loop.IsCurrent)
        {
            strayed();
        }
        else if (Close(taskId) is { } timer)
        {
            canceledTimers.Add(taskId);
            timer.Cancel(cancellationToken);
        }
    }

    private async Task<T> WithRetryAsync<T>(RetryPolicy? retry, Func<Task<T>> attempt)
    {
        DateTimeOffset first = CurrentUtcDateTime;
        for (int failures = 0; ; failures++)
        {
            TimeSpan wait;
            try
            {
                return await attempt();
            }
            catch (TaskFailedException) when (retry?.NextWait(failures + 1, CurrentUtcDateTime - first) is { } next)
            {
                wait = next;
            }

            await CreateTimer(CurrentUtcDateTime + wait, CancellationToken.None);
        }
    }

    private void EnsureCurrent()
    {
        if (!loop.IsCurrent)
        {
            strayed();
            throw new NonDeterministicWorkflowException(WorkflowExecution.StrayedMessage);
        }
    }
}
