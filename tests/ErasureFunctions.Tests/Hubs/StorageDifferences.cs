using Erasure.Core.Durable;
using Erasure.Tests.Shared;
using Microsoft.DurableTask;

namespace ErasureFunctions.Tests.Hubs;

/// <summary>A hub in Azure's storage, and orchestrations that show what Durable Task does there.</summary>
public sealed class StorageDifferences : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private AzureStorage? storage;
    private StorageHost? host;
    private int wrongAnswers;

    internal StorageHost Host => host!;

    /// <summary>How often the activity ran whose answers can't be read.</summary>
    public int WrongAnswers => Volatile.Read(ref wrongAnswers);

    public async Task InitializeAsync()
    {
        storage = await AzureStorage.StartAsync();
        host = await StorageHost.StartAsync(folder.Path, await storage.OpenAsync("differences"), Tasks(), static _ => { });
    }

    public async Task DisposeAsync()
    {
        await (host?.DisposeAsync() ?? ValueTask.CompletedTask);
        storage?.Dispose();
        folder.Dispose();
    }

    private DurableTaskRegistry Tasks() => new DurableTaskRegistry()
        .Activity("Echo", (string text) => text)
        .Activity("Wrong", (Nothing _) =>
        {
            Interlocked.Increment(ref wrongAnswers);
            return "no number";
        })
        .Orchestrator("Listen", async (TaskOrchestrationContext context, string prefix) => prefix + await context.WaitForExternalEvent<string>("say"))
        .Orchestrator("Count", async (TaskOrchestrationContext context, Nothing _) => await context.WaitForExternalEvent<int>("say"))
        .Orchestrator("Sleep", async (TaskOrchestrationContext context, int days) =>
        {
            DateTime now = context.CurrentUtcDateTime;
            await context.CreateTimer(now.AddDays(days), CancellationToken.None);
            return now;
        })
        .Orchestrator("Misread", async (TaskOrchestrationContext context, Nothing _) =>
            await context.CallActivityAsync<int>("Wrong", null, TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromMilliseconds(10)))))
        .Orchestrator("Parent", async (TaskOrchestrationContext context, Nothing _) =>
            await context.CallSubOrchestratorAsync<string>("Listen", "", new SubOrchestrationOptions(instanceId: $"{context.InstanceId}:child")))
        .Orchestrator("Broken", async Task<string> (TaskOrchestrationContext context, Nothing input) =>
        {
            _ = context.CallSubOrchestratorAsync<string>("Listen", "", new SubOrchestrationOptions(instanceId: $"{context.InstanceId}:child"));
            await context.CallActivityAsync<string>("Echo", "x");
            throw new InvalidOperationException("no");
        })
        .Orchestrator("Family", async (TaskOrchestrationContext context, Nothing _) => await context.CallSubOrchestratorAsync<string>("Child"))
        .Orchestrator("Child", (TaskOrchestrationContext context, Nothing _) => Task.FromResult(context.Parent?.Name.Name ?? ""));
}
