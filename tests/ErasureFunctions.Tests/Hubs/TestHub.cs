using Erasure.Tests.Shared;
using ErasureFunctions.Tests.Engine;

namespace ErasureFunctions.Tests.Hubs;

/// <summary>The hub that a test's host runs on: Durable Task's in memory, or, where the test asked for it, one in Azure's storage.</summary>
internal static class TestHub
{
    private static readonly AsyncLocal<bool> OnStorage = new();
    private static readonly Lazy<Task<AzureStorage>> Storage = new(AzureStorage.StartAsync);
    private static int number;

    /// <summary>From here on this test's hosts run on Azure's storage.</summary>
    public static void UseStorage() => OnStorage.Value = true;

    /// <summary>A hub that knows of nothing.</summary>
    public static async Task<IHandMovedHub> CreateAsync(ManualTimeProvider time) => OnStorage.Value
        ? new HandMovedStorage(time, await Storage.Value, $"hub{Interlocked.Increment(ref number)}")
        : new HandMovedService(time);
}
