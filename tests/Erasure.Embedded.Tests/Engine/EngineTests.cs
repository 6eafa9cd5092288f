using Erasure.Core.Durable;
using Erasure.Embedded.Engine;
using Erasure.Tests.Shared;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Erasure.Embedded.Tests.Engine;

/// <summary>An engine per test.</summary>
public abstract class EngineTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private EngineHost? host;

    private protected ManualTimeProvider Time { get; } = new();

    private protected DurableTaskRegistry Catalog { get; set; } = new();

    private protected RecordingLoggers Loggers { get; } = new();

    private protected EngineHost Host => host!;

    protected DurableTaskClient Client => Host.Client;

    protected virtual EngineOptions Options { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await StopAsync();
        folder.Dispose();
    }

    protected async Task StartAsync(bool replayAlways = false) =>
        host = await EngineHost.StartAsync(
            folder.Path,
            Catalog,
            Time,
            replayAlways ? Options with { MaxLiveExecutions = 0 } : Options,
            services => services.AddSingleton<ILoggerFactory>(Loggers));

    protected async Task StopAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
            host = null;
        }
    }

    protected Task<bool> ScheduleAsync(string name, string id, object? input = null) =>
        Client.TryScheduleAsync(name, id, input, CancellationToken.None);

    protected Task RaiseAsync(string id, string name, object? payload = null) =>
        Client.TryRaiseEventAsync(id, name, payload, CancellationToken.None);

    protected async Task<OrchestrationMetadata> InstanceAsync(string id) =>
        await Client.FindAsync(id, CancellationToken.None) ?? throw new InvalidOperationException($"No instance '{id}'.");

    /// <summary>Schedules an instance, lets everything happen that happens without the clock, and returns the instance.</summary>
    protected async Task<OrchestrationMetadata> RunAsync(string name, object? input = null)
    {
        await ScheduleAsync(name, "one", input);
        await Host.Engine.WhenIdleAsync();
        return await InstanceAsync("one");
    }
}
