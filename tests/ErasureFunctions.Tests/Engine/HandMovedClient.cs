using Erasure.Core.Durable;

namespace ErasureFunctions.Tests.Engine;

/// <summary>The app's client, with the instances' times by the clock moved by hand.</summary>
internal sealed class HandMovedClient(IWorkflowClient inner, HandMovedService service) : IWorkflowClient
{
    public Task ScheduleNewInstanceAsync(string name, string instanceId, object? input, CancellationToken cancellationToken) =>
        inner.ScheduleNewInstanceAsync(name, instanceId, input, cancellationToken);

    public Task<bool> RaiseEventAsync(string instanceId, string eventName, object? payload, CancellationToken cancellationToken) =>
        inner.RaiseEventAsync(instanceId, eventName, payload, cancellationToken);

    public async Task<InstanceSnapshot?> GetInstanceAsync(string instanceId, CancellationToken cancellationToken) =>
        await inner.GetInstanceAsync(instanceId, cancellationToken) is { } found
            ? found with
            {
                CreatedTime = service.TimeOf(instanceId, found.CreatedTime.UtcDateTime),
                LastUpdatedTime = service.TimeOf(instanceId, found.LastUpdatedTime.UtcDateTime),
            }
            : null;

    public Task<bool> TerminateAsync(string instanceId, string? reason, CancellationToken cancellationToken) =>
        inner.TerminateAsync(instanceId, reason, cancellationToken);

    public Task<int> PurgeAsync(string instanceId, CancellationToken cancellationToken) => inner.PurgeAsync(instanceId, cancellationToken);

    public Task<int> PurgeEndedAsync(DateTimeOffset createdBefore, Func<string, CancellationToken, Task<bool>> mayGo, CancellationToken cancellationToken) =>
        inner.PurgeEndedAsync(new DateTimeOffset(service.MachineTimeOf(createdBefore), TimeSpan.Zero), mayGo, cancellationToken);
}
