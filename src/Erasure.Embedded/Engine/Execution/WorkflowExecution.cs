using Erasure.Core.Durable;
using Erasure.Embedded.Engine.History;
using Erasure.Embedded.Engine.Instances;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Erasure.Embedded.Engine.Execution;

/// <summary>A running orchestrator. It is fed episodes: old ones to bring it to where it was, then one with what is new.</summary>
internal sealed class WorkflowExecution
{
    public const string StrayedMessage =
        "The orchestrator awaited something other than its context, or left its thread. Await only the context, without ConfigureAwait(false), cancel timers with Cancel() and not CancelAsync(), and put I/O into activities.";

    private readonly ITaskOrchestrator orchestrator;
    private readonly WorkflowContext context;
    private readonly WorkflowLoop loop;
    private readonly Action<WorkflowExecution> onStrayed;
    private readonly bool keepStackTraces;
    private Task<object?>? main;
    private volatile bool strayed;

    public WorkflowExecution(ITaskOrchestrator orchestrator, string name, string instanceId, ILoggerFactory loggers, bool keepStackTraces, Action<WorkflowExecution> onStrayed)
    {
        this.orchestrator = orchestrator;
        this.keepStackTraces = keepStackTraces;
        this.onStrayed = onStrayed;
        loop = new WorkflowLoop(Stray);
        context = new WorkflowContext(name, instanceId, loop, Stray, loggers);
    }

    /// <summary>The orchestrator was seen outside its loop; what it did there is void and the instance fails.</summary>
    public bool HasStrayed => strayed;

    /// <summary>Instance that started this one.</summary>
    public string? ParentInstanceId => context.ParentInstanceId;

    /// <summary>What the orchestrator waits for, but for events.</summary>
    public IReadOnlyList<HistoryEvent> OpenTasks => context.OpenTasks;

    /// <summary>Repeats an episode of the history.</summary>
    /// <exception cref="NonDeterministicWorkflowException">The orchestrator decides something else than it did then.</exception>
    public void Replay(IReadOnlyList<HistoryEvent> episode)
    {
        if (episode[0].Type != HistoryEventType.OrchestratorStarted)
        {
            // An intervention from outside, such as a suspension: nothing the orchestrator saw.
            return;
        }

        context.Replays = true;
        foreach (HistoryEvent happened in episode)
        {
            if (!happened.IsDecision())
            {
                Apply(happened);
            }
        }

        DeterminismCheck.Compare(episode.Where(HistoryEvents.IsDecision), context.TakeDecisions().Scheduled);
        if (EndedAs() is not RuntimeStatus.Running)
        {
            throw new NonDeterministicWorkflowException("The orchestrator ended where its history goes on. Has its code changed since?");
        }
    }

    /// <summary>Takes in what is new and says what the orchestrator decided.</summary>
    /// <exception cref="NonDeterministicWorkflowException">The orchestrator broke the rules.</exception>
    public EpisodeResult Advance(IEnumerable<HistoryEvent> news)
    {
        context.Replays = false;
        foreach (HistoryEvent happened in news)
        {
            Apply(happened);
        }

        RuntimeStatus status = EndedAs();
        bool setsCustomStatus = context.SetsCustomStatus;
        (IReadOnlyList<HistoryEvent> scheduled, IReadOnlyList<int> canceledTimers) = context.TakeDecisions();
        return new EpisodeResult
        {
            Status = status,
            Scheduled = scheduled,
            CanceledTimers = canceledTimers,
            SetsCustomStatus = setsCustomStatus,
            CustomStatus = context.CustomStatus,
            Output = status switch
            {
                RuntimeStatus.ContinuedAsNew => context.NewInput,
                RuntimeStatus.Completed => DurableDataConverter.Instance.Serialize(main!.Result),
                _ => null,
            },
            Failure = status == RuntimeStatus.Failed ? DescribeFailure() : null,
            Carried = status == RuntimeStatus.ContinuedAsNew && context.PreservesEvents ? context.Events.Unread : [],
        };
    }

    private void Apply(HistoryEvent happened)
    {
        loop.Run(() => Dispatch(happened));
        if (strayed)
        {
            throw new NonDeterministicWorkflowException(StrayedMessage);
        }
    }

    private void Dispatch(HistoryEvent happened)
    {
        switch (happened.Type)
        {
            case HistoryEventType.OrchestratorStarted:
                context.Now = happened.Timestamp;
                break;
            case HistoryEventType.ExecutionStarted:
                Start(happened);
                break;
            case HistoryEventType.TaskCompleted or HistoryEventType.SubOrchestrationInstanceCompleted or HistoryEventType.TimerFired:
                context.Close(happened.TaskId!.Value)?.Succeed(happened.Payload);
                break;
            case HistoryEventType.TaskFailed or HistoryEventType.SubOrchestrationInstanceFailed:
                context.Close(happened.TaskId!.Value)?.Fail(happened.Failure!);
                break;
            case HistoryEventType.EventRaised when context.ContinuesAsNew:
                // Whoever waited has gone: it is for the next execution.
                context.Events.Keep(happened);
                break;
            case HistoryEventType.EventRaised:
                context.Events.Raise(happened);
                break;
            default:
                break;
        }
    }

    private void Start(HistoryEvent started)
    {
        context.ExecutionId = started.ExecutionId!.Value;
        context.ParentInstanceId = started.InstanceId;
        foreach (HistoryEvent carried in started.Carried ?? [])
        {
            context.Events.Raise(carried);
        }

        main = RunAsync(started.Payload);
        _ = main.ContinueWith(
            _ =>
            {
                if (!loop.IsCurrent)
                {
                    Stray();
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private async Task<object?> RunAsync(string? payload)
    {
        context.Input = payload;
        return await orchestrator.RunAsync(context, DurableDataConverter.Instance.Deserialize(payload, orchestrator.InputType));
    }

    private RuntimeStatus EndedAs()
    {
        if (main is null)
        {
            throw new NonDeterministicWorkflowException("The history doesn't begin with the start of the execution.");
        }

        if (!main.IsCompleted)
        {
            return context.HasOpenTasks || context.Events.AnyLive
                ? RuntimeStatus.Running
                : throw new NonDeterministicWorkflowException(StrayedMessage);
        }

        if (!main.IsCompletedSuccessfully)
        {
            return RuntimeStatus.Failed;
        }

        if (context.ContinuesAsNew)
        {
            return RuntimeStatus.ContinuedAsNew;
        }

        // Durable Task's rule: an instance stays running until what it asked for has ended or was canceled.
        return context.HasOpenTasks ? RuntimeStatus.Running : RuntimeStatus.Completed;
    }

    private TaskFailureDetails DescribeFailure() => main!.Exception?.InnerException is { } error
        ? Failures.Describe(error, keepStackTraces)
        : Failures.Of(typeof(TaskCanceledException).FullName!, "The orchestrator ended on a canceled task.");

    private void Stray()
    {
        if (!strayed)
        {
            strayed = true;
            onStrayed(this);
        }
    }
}
