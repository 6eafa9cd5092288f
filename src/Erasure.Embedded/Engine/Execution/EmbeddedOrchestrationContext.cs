using Erasure.Core.Durable;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Erasure.Embedded.Engine.Execution;

/// <summary>What an orchestrator sees of its execution: Durable Task's own context, which nobody but the orchestrator enters, with values in the product's JSON.</summary>
internal sealed class EmbeddedOrchestrationContext(TaskOrchestrationContext inner, OrchestratorThread orchestratorThread, Action onNonDurableAwait, ILoggerFactory loggers) : TaskOrchestrationContext
{
    // Durable Functions' limit: 16 KB of UTF-16.
    private const int MaxCustomStatusLength = 8 * 1024;

    private readonly List<Task> waits = [];
    private bool setsCustomStatus;
    private string? status;

    public override TaskName Name => inner.Name;

    public override string InstanceId => inner.InstanceId;

    /// <summary>Who started this one as a child; its name isn't kept.</summary>
    public override ParentOrchestrationInstance? Parent => inner.Parent;

    public override DateTime CurrentUtcDateTime => inner.CurrentUtcDateTime;

    public override bool IsReplaying => inner.IsReplaying;

    /// <summary>Something that it asked for hasn't come.</summary>
    public bool Waits
    {
        get
        {
            waits.RemoveAll(static wait => wait.IsCompleted);
            return waits.Count > 0;
        }
    }

    protected override ILoggerFactory LoggerFactory => loggers;

    public override T? GetInput<T>()
        where T : default => Read<T>(inner.GetInput<RawValue>());

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        EnsureCurrent();
        EnsureKept(options);
        return ReadAsync<TResult>(inner.CallActivityAsync<RawValue?>(name, Write(input), options), "What came back from", name);
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        EnsureCurrent();
        EnsureKept(options);
        return ReadAsync<TResult>(inner.CallSubOrchestratorAsync<RawValue?>(orchestratorName, Write(input), options), "What came back from", orchestratorName);
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        EnsureCurrent();
        cancellationToken.Register(() =>
        {
            if (!orchestratorThread.IsCurrent)
            {
                onNonDurableAwait();
            }
        });
        return Watch(inner.CreateTimer(fireAt, cancellationToken));
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        EnsureCurrent();
        return ReadAsync<T>(inner.WaitForExternalEvent<RawValue?>(eventName, cancellationToken), "The payload of event", eventName);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        EnsureCurrent();
        inner.SendEvent(instanceId, eventName, Write(payload)!);
    }

    /// <exception cref="ArgumentException">It is longer than Durable Functions takes.</exception>
    public override void SetCustomStatus(object? customStatus)
    {
        EnsureCurrent();
        string? text = DurableDataConverter.Instance.Serialize(customStatus);
        status = text is not { Length: > MaxCustomStatusLength }
            ? text
            : throw new ArgumentException($"A custom status has at most {MaxCustomStatusLength} characters of JSON, this one has {text.Length}.", nameof(customStatus));
        setsCustomStatus = true;
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        EnsureCurrent();
        inner.ContinueAsNew(Write(newInput), preserveUnprocessedEvents);
    }

    public override Guid NewGuid()
    {
        EnsureCurrent();
        return inner.NewGuid();
    }

    /// <summary>What the custom status was set to since the last call, if it was.</summary>
    public (bool IsSet, string? Status) TakeCustomStatus()
    {
        bool isSet = setsCustomStatus;
        setsCustomStatus = false;
        return (isSet, status);
    }

    private static RawValue? Write(object? value) => RawValue.Of(DurableDataConverter.Instance.Serialize(value));

    private static T Read<T>(RawValue? value) => value is null ? default! : DurableDataConverter.Instance.Deserialize<T>(value.Json)!;

    private static void EnsureKept(TaskOptions? options)
    {
        if (options is { Tags.Count: > 0 } or { Version: not null })
        {
            throw new NotSupportedException("The embedded engine keeps no tags and no versions of tasks: put them into the task's input.");
        }
    }

    private Task<T> ReadAsync<T>(Task<RawValue?> value, string what, string name)
    {
        return Watch(ReadAsync());

        async Task<T> ReadAsync()
        {
            RawValue? raw = await value;
            try
            {
                return Read<T>(raw);
            }
            catch (InvalidOperationException error)
            {
                throw new InvalidOperationException($"{what} '{name}' isn't a {typeof(T).Name}.", error);
            }
        }
    }

    private TTask Watch<TTask>(TTask task)
        where TTask : Task
    {
        waits.Add(task);
        return task;
    }

    private void EnsureCurrent()
    {
        if (!orchestratorThread.IsCurrent)
        {
            onNonDurableAwait();
            throw new NonDeterministicOrchestrationException(OrchestrationExecution.NonDurableAwaitMessage);
        }
    }
}
