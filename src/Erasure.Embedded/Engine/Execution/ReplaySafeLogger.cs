using Erasure.Core.Durable;
using Microsoft.Extensions.Logging;

namespace Erasure.Embedded.Engine.Execution;

/// <summary>Silent while its orchestrator is replayed.</summary>
internal sealed class ReplaySafeLogger(IWorkflowContext context, ILogger inner) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => !context.IsReplaying && inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!context.IsReplaying)
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
