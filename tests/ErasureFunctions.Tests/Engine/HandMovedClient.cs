using ErasureFunctions.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ErasureFunctions.Tests.Engine;

/// <summary>The app's client, with the instances' times by the clock moved by hand, and failures as they were before the app passed them on.</summary>
internal sealed class HandMovedClient(IDurableTaskClientProvider inner, IHandMovedHub hub) : DurableTaskClient(""), IDurableTaskClientProvider
{
    private DurableTaskClient Inner => inner.GetClient();

    public DurableTaskClient GetClient(string? name = null) => this;

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default) =>
        Inner.ScheduleNewOrchestrationInstanceAsync(orchestratorName, input, options, cancellation);

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
        Inner.RaiseEventAsync(instanceId, eventName, eventPayload, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Inner.WaitForInstanceStartAsync(instanceId, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Inner.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs, cancellation);

    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) =>
        Inner.TerminateInstanceAsync(instanceId, options, cancellation);

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        Inner.SuspendInstanceAsync(instanceId, reason, cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        Inner.ResumeInstanceAsync(instanceId, reason, cancellation);

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        await Inner.GetInstanceAsync(instanceId, getInputsAndOutputs, cancellation) is { } found
            ? new OrchestrationMetadata(found.Name, found.InstanceId)
            {
                DataConverter = found.DataConverter,
                RuntimeStatus = found.RuntimeStatus,
                CreatedAt = hub.TimeOf(instanceId, found.CreatedAt.UtcDateTime),
                LastUpdatedAt = hub.TimeOf(instanceId, found.LastUpdatedAt.UtcDateTime),
                SerializedInput = found.SerializedInput,
                SerializedOutput = found.SerializedOutput,
                SerializedCustomStatus = found.SerializedCustomStatus,
                FailureDetails = TaskFault.Read(found.FailureDetails),
            }
            : null;

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => Inner.GetAllInstancesAsync(
        filter is { CreatedTo: { } createdTo } ? filter with { CreatedTo = new DateTimeOffset(hub.MachineTimeOf(createdTo), TimeSpan.Zero) } : filter);

    public override Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default) =>
        Inner.PurgeInstanceAsync(instanceId, options, cancellation);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
