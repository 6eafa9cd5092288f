using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.Tests.Api;

/// <summary>Every log line at every level, with its scopes, state and exception.</summary>
internal sealed class LogCapture : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Logger(LogCapture capture, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => capture.scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            List<string> parts = [$"{logLevel} {category}: {formatter(state, exception)} {exception}"];
            Describe(state, parts);
            capture.scopes.ForEachScope((scope, list) => Describe(scope, list), parts);
            capture.Lines.Enqueue(string.Join(" | ", parts));
        }

        private static void Describe(object? value, List<string> parts)
        {
            parts.Add(value?.ToString() ?? "");
            if (value is IEnumerable<KeyValuePair<string, object?>> pairs)
            {
                parts.AddRange(pairs.Select(pair => $"{pair.Key}={pair.Value}"));
            }
        }
    }
}
