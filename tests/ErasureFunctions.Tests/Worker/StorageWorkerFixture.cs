using ErasureFunctions.Tests.Hubs;

namespace ErasureFunctions.Tests.Worker;

/// <summary>The app in its worker process, with its task hub in Azure's storage.</summary>
public sealed class StorageWorkerFixture : WorkerFixture
{
    private AzureStorage? storage;

    private protected override async Task<TaskHub> OpenHubAsync(string? worker = null)
    {
        storage ??= await AzureStorage.StartAsync();
        return await storage.OpenAsync("erasure", worker);
    }

    private protected override void Release() => storage?.Dispose();
}
