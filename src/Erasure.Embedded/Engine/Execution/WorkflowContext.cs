using System.Runtime.ExceptionServices;
using Erasure.Core.Durable;
using Erasure.Embedded.Engine.History;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Erasure.Embedded.Engine.Execution;

/// <summary>What an orchestrator sees of its execution.</summary>
internal sealed class WorkflowContext(string name, string instanceId, WorkflowLoop loop, Action strayed, ILoggerFactory loggers) : TaskOrchestrationContext
{
    // Durable Functions' limit: 16 KB of UTF-16.
    private const int MaxCustomStatusLength = 8 * 1024;

    private readonly Dictionary<int, OpenTask> open = [];
    private readonly List<HistoryEvent> scheduled = [];
    private readonly List<int> canceledTimers = [];
    private int nextTaskId;
    private int guids;

    public override TaskName Name => name;

    public override string InstanceId => instanceId;

    /// <summary>Who started this one as a child; its name isn't kept.</summary>
    public override ParentOrchestrationInstance? Parent => ParentInstanceId is { } parent ? new ParentOrchestrationInstance(default, parent) : null;

    public override DateTime CurrentUtcDateTime => Now.UtcDateTime;

    public override bool IsReplaying => Replays;

    protected override ILoggerFactory LoggerFactory => loggers;

    public string? ParentInstanceId { get; set; }

    public DateTimeOffset Now { get; set; }

    public bool Replays { get; set; }

    public string? Input { get; set; }

    public Guid ExecutionId { get; set; }

    public EventWaiters Events { get; } = new();

    public bool HasOpenTasks => open.Count > 0;

    public IReadOnlyList<HistoryEvent> OpenTasks => [.. open.Values.Select(static task => task.Scheduled)];

    public bool SetsCustomStatus { get; private set; }

    public string? CustomStatus { get; private set; }

    public bool ContinuesAsNew { get; private set; }

    public string? NewInput { get; private set; }

    public bool PreservesEvents { get; private set; }

    public override T? GetInput<T>()
        where T : default => DurableDataConverter.Instance.Deserialize<T>(Input);

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        EnsureCurrent();
        string? payload = Write(input);
        return WithRetryAsync(options, () => Schedule<TResult>(new HistoryEvent
        {
            Type = HistoryEventType.TaskScheduled,
            Timestamp = Now,
            Name = name,
            Payload = payload,
        }));
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        EnsureCurrent();
        string? payload = Write(input);
        string child = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        return WithRetryAsync(options, () => Schedule<TResult>(new HistoryEvent
        {
            Type = HistoryEventType.SubOrchestrationInstanceCreated,
            Timestamp = Now,
            Name = orchestratorName,
            InstanceId = child,
            Payload = payload,
        }));
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        EnsureCurrent();
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        Task timer = Schedule<Nothing>(new HistoryEvent
        {
            Type = HistoryEventType.TimerCreated,
            Timestamp = Now,
            FireAt = fireAt.ToUniversalTime(),
        });
        int id = nextTaskId - 1;
        if (!timer.IsCompleted && cancellationToken.CanBeCanceled)
        {
            cancellationToken.Register(() => CancelTimer(id, cancellationToken));
        }

        return timer;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        EnsureCurrent();
        return Events.WaitAsync<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        EnsureCurrent();
        scheduled.Add(new HistoryEvent
        {
            Type = HistoryEventType.EventSent,
            Timestamp = Now,
            TaskId = nextTaskId++,
            Name = eventName,
            InstanceId = instanceId,
            Payload = Write(payload),
        });
    }

    /// <exception cref="ArgumentException">It is longer than Durable Functions takes.</exception>
    public override void SetCustomStatus(object? customStatus)
    {
        EnsureCurrent();
        string? text = Write(customStatus);
        CustomStatus = text is not { Length: > MaxCustomStatusLength }
            ? text
            : throw new ArgumentException($"A custom status has at most {MaxCustomStatusLength} characters of JSON, this one has {text.Length}.", nameof(customStatus));
        SetsCustomStatus = true;
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        EnsureCurrent();
        ContinuesAsNew = true;
        NewInput = Write(newInput);
        PreservesEvents = preserveUnprocessedEvents;
    }

    public override Guid NewGuid()
    {
        EnsureCurrent();
        return DeterministicGuid.Create(ExecutionId, guids++);
    }

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

    private async Task<T> WithRetryAsync<T>(TaskOptions? options, Func<Task<T>> attempt)
    {
        if (options is { Tags.Count: > 0 } or { Version: not null })
        {
            throw new NotSupportedException("The embedded engine keeps no tags and no versions of tasks: put them into the task's input.");
        }

        DateTimeOffset first = Now;
        for (int failures = 1; ; failures++)
        {
            TaskFailedException failed;
            try
            {
                return await attempt();
            }
            catch (TaskFailedException error) when (options?.Retry is not null)
            {
                failed = error;
            }

            if (!await TriesAgainAsync(options.Retry, failed, failures, Now - first))
            {
                ExceptionDispatchInfo.Throw(failed);
            }
        }
    }

    private async Task<bool> TriesAgainAsync(TaskRetryOptions retry, TaskFailedException failed, int failures, TimeSpan elapsed)
    {
        if (retry.Handler is { } handler)
        {
            return await handler(new RetryContext(this, failures, failed.FailureDetails, elapsed, CancellationToken.None));
        }

        if (retry.Policy!.NextWait(failed, failures, elapsed) is not { } wait)
        {
            return false;
        }

        await CreateTimer((Now + wait).UtcDateTime, CancellationToken.None);
        return true;
    }

    private static string? Write(object? value) => DurableDataConverter.Instance.Serialize(value);

    private void EnsureCurrent()
    {
        if (!loop.IsCurrent)
        {
            strayed();
            throw new NonDeterministicWorkflowException(WorkflowExecution.StrayedMessage);
        }
    }
}
