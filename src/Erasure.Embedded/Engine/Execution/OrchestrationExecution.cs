using DurableTask.Core;
using DurableTask.Core.Command;
using DurableTask.Core.History;
using Erasure.Core.Durable;
using Erasure.Embedded.Engine.History;
using Erasure.Embedded.Engine.Instances;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Shims;
using Microsoft.Extensions.Logging;
using HistoryEvent = Erasure.Embedded.Engine.History.HistoryEvent;

namespace Erasure.Embedded.Engine.Execution;

/// <summary>A running orchestrator on Durable Task's replay. It is fed the events of steps: of old ones to bring it to where it was, then those that are new.</summary>
internal sealed class OrchestrationExecution : ITaskOrchestrator
{
    public const string NonDurableAwaitMessage =
        "The orchestrator awaited something other than its context, or left its thread. Await only the context, without ConfigureAwait(false), cancel timers with Cancel() and not CancelAsync(), and put I/O into activities.";

    private static readonly DurableTaskShimFactory Shims = new(new DurableTaskWorkerOptions
    {
        DataConverter = new RawValueConverter(),
        // Ours are exact, however long.
        MaximumTimerInterval = TimeSpan.MaxValue,
    });

    private readonly ITaskOrchestrator orchestrator;
    private readonly string name;
    private readonly OrchestrationInstance instance;
    private readonly ILoggerFactory loggers;
    private readonly bool keepStackTraces;
    private readonly Action<OrchestrationExecution> onNonDurableAwait;
    private readonly OrchestratorThread orchestratorThread;
    private IReadOnlyList<HistoryEvent> carryoverEvents = [];
    private TaskOrchestration? orchestration;
    private OrchestrationRuntimeState? state;
    private TaskOrchestrationExecutor? executor;
    private EmbeddedOrchestrationContext? context;
    private TaskFailureDetails? failure;
    private bool hasReturned;
    private volatile bool hasNonDurableAwait;

    public OrchestrationExecution(ITaskOrchestrator orchestrator, string name, string instanceId, ILoggerFactory loggers, bool keepStackTraces, Action<OrchestrationExecution> onNonDurableAwait)
    {
        this.orchestrator = orchestrator;
        this.name = name;
        this.loggers = loggers;
        this.keepStackTraces = keepStackTraces;
        this.onNonDurableAwait = onNonDurableAwait;
        instance = new OrchestrationInstance { InstanceId = instanceId };
        orchestratorThread = new OrchestratorThread(ReportNonDurableAwait);
    }

    /// <summary>Instance that started this one.</summary>
    public string? ParentInstanceId { get; private set; }

    Type ITaskOrchestrator.InputType => typeof(RawValue);

    Type ITaskOrchestrator.OutputType => typeof(RawValue);

    /// <summary>Repeats a step of the history.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">The orchestrator decides something else than it did then.</exception>
    public void Replay(IReadOnlyList<HistoryEvent> step)
    {
        if (step[0].Type != HistoryEventType.OrchestratorStarted)
        {
            // An intervention from outside, such as a suspension: nothing the orchestrator saw.
            return;
        }

        (HistoryEvent[] decided, OrchestrationCompleteOrchestratorAction? end) = Run(step.Where(static historyEvent => !historyEvent.IsDecision()), isReplaying: true);
        DeterminismCheck.Compare(step.Where(HistoryEvents.IsDecision), decided);
        if (EndedAs(end) is not RuntimeStatus.Running)
        {
            throw new NonDeterministicOrchestrationException("The orchestrator ended where its history goes on. Has its code changed since?");
        }
    }

    /// <summary>Takes in what is new and says what the orchestrator decided.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">The orchestrator broke the rules.</exception>
    public StepResult Advance(IEnumerable<HistoryEvent> newEvents)
    {
        (HistoryEvent[] decided, OrchestrationCompleteOrchestratorAction? end) = Run(newEvents, isReplaying: false);
        RuntimeStatus status = EndedAs(end);
        (bool setsCustomStatus, string? customStatus) = context!.TakeCustomStatus();
        bool continues = status == RuntimeStatus.ContinuedAsNew;
        return new StepResult
        {
            Status = status,
            Scheduled = continues ? [.. decided.Where(decision => !IsToItself(decision))] : decided,
            SetsCustomStatus = setsCustomStatus,
            CustomStatus = customStatus,
            Output = continues || status == RuntimeStatus.Completed ? end!.Result : null,
            Failure = failure,
            CarryoverEvents = continues ? CarryoverEvents(decided, end!) : [],
        };
    }

    /// <summary>The orchestrator, called by Durable Task's replay. Nothing that it throws gets there, since that would be kept with its text.</summary>
    async Task<object?> ITaskOrchestrator.RunAsync(TaskOrchestrationContext inner, object? input)
    {
        context = new EmbeddedOrchestrationContext(inner, orchestratorThread, ReportNonDurableAwait, loggers);
        foreach (HistoryEvent raised in carryoverEvents)
        {
            orchestration!.RaiseEvent(null, raised.Name, raised.Payload);
        }

        carryoverEvents = [];
        SynchronizationContext.SetSynchronizationContext(orchestratorThread);
        try
        {
            object? output = await orchestrator.RunAsync(context, DurableDataConverter.Instance.Deserialize((input as RawValue)?.Json, orchestrator.InputType));
            return RawValue.Of(DurableDataConverter.Instance.Serialize(output));
        }
        catch (OperationCanceledException)
        {
            failure = TaskFailures.Of(typeof(TaskCanceledException).FullName!, "The orchestrator ended on a canceled task.");
            return null;
        }
        catch (Exception error)
        {
            failure = TaskFailures.Describe(error, keepStackTraces);
            return null;
        }
        finally
        {
            hasReturned = true;
            if (!orchestratorThread.IsCurrent)
            {
                ReportNonDurableAwait();
            }
        }
    }

    private (HistoryEvent[] Decided, OrchestrationCompleteOrchestratorAction? End) Run(IEnumerable<HistoryEvent> historyEvents, bool isReplaying)
    {
        DateTimeOffset now = default;
        List<DurableTask.Core.History.HistoryEvent> coreEvents = [];
        foreach (HistoryEvent historyEvent in historyEvents)
        {
            if (historyEvent.Type == HistoryEventType.OrchestratorStarted)
            {
                now = historyEvent.Timestamp;
            }
            else if (historyEvent.Type == HistoryEventType.ExecutionStarted)
            {
                Start(historyEvent);
            }

            if (CoreHistory.ToCore(historyEvent, instance) is { } coreEvent)
            {
                coreEvents.Add(coreEvent);
            }
        }

        if (executor is null)
        {
            throw new NonDeterministicOrchestrationException("The history doesn't begin with the start of the execution.");
        }

        coreEvents.ForEach((isReplaying ? state!.PastEvents : state!.NewEvents).Add);
        OrchestratorExecutionResult result = orchestratorThread.Run(executor.Execute);
        if (hasNonDurableAwait)
        {
            throw new NonDeterministicOrchestrationException(NonDurableAwaitMessage);
        }

        OrchestratorAction[] actions = [.. result.Actions];
        HistoryEvent[] decided = [.. actions.Select(action => CoreHistory.FromCore(action, now)).OfType<HistoryEvent>()];
        Remember(decided);
        return (decided, actions.OfType<OrchestrationCompleteOrchestratorAction>().FirstOrDefault());
    }

    /// <summary>What was decided is past at the next run, which takes it off what is decided then. The rest of the past isn't needed: the orchestrator lives.</summary>
    private void Remember(HistoryEvent[] decided)
    {
        state!.PastEvents.Clear();
        state.NewEvents.Clear();
        foreach (HistoryEvent decision in decided)
        {
            state.PastEvents.Add(CoreHistory.ToCore(decision, instance)!);
        }
    }

    private void Start(HistoryEvent started)
    {
        ParentInstanceId = started.InstanceId;
        carryoverEvents = started.CarryoverEvents ?? [];
        instance.ExecutionId = started.ExecutionId?.ToString("N");
        ParentOrchestrationInstance? parent = started.InstanceId is { } id ? new ParentOrchestrationInstance(default, id) : null;
        orchestration = Shims.CreateOrchestration(name, this, parent);
        state = new OrchestrationRuntimeState([CoreHistory.ToCore(started, instance)!]);
        executor = new TaskOrchestrationExecutor(state, orchestration, BehaviorOnContinueAsNew.Carryover, ErrorPropagationMode.UseFailureDetails);
        state.PastEvents.Clear();
    }

    private RuntimeStatus EndedAs(OrchestrationCompleteOrchestratorAction? end)
    {
        if (failure is not null)
        {
            // Durable Task would let it run on, taking no events, until what it asked for has ended.
            return RuntimeStatus.Failed;
        }

        return end?.OrchestrationStatus switch
        {
            OrchestrationStatus.Completed => RuntimeStatus.Completed,
            OrchestrationStatus.ContinuedAsNew => RuntimeStatus.ContinuedAsNew,
            null when hasReturned || context!.Waits => RuntimeStatus.Running,
            null => throw new NonDeterministicOrchestrationException(NonDurableAwaitMessage),
            _ => throw new NonDeterministicOrchestrationException(end.Result ?? NonDurableAwaitMessage),
        };
    }

    /// <summary>Events for the execution that follows: those that nobody had waited for, which Durable Task sends to the instance itself, and those that came since.</summary>
    private List<HistoryEvent> CarryoverEvents(HistoryEvent[] decided, OrchestrationCompleteOrchestratorAction end) =>
    [
        .. decided.Where(IsToItself).Select(static sent => Raised(sent.Timestamp, sent.Name, sent.Payload)),
        .. end.CarryoverEvents.OfType<EventRaisedEvent>().Select(static raised => Raised(new DateTimeOffset(raised.Timestamp, TimeSpan.Zero), raised.Name, raised.Input)),
    ];

    private static HistoryEvent Raised(DateTimeOffset timestamp, string? name, string? payload) =>
        new() { Type = HistoryEventType.EventRaised, Timestamp = timestamp, Name = name, Payload = payload };

    private bool IsToItself(HistoryEvent decision) =>
        decision.Type == HistoryEventType.EventSent && string.Equals(decision.InstanceId, instance.InstanceId, StringComparison.Ordinal);

    private void ReportNonDurableAwait()
    {
        if (!hasNonDurableAwait)
        {
            hasNonDurableAwait = true;
            onNonDurableAwait(this);
        }
    }
}
