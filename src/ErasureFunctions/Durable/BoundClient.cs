using Microsoft.DurableTask.Client;

namespace ErasureFunctions.Durable;

/// <summary>The client that the platform hands to each function that starts or steers, for the services that were made before there was one. All are of one task hub, so any serves all.</summary>
public sealed class BoundClient : IDurableTaskClientProvider
{
    private volatile DurableTaskClient? client;

    /// <exception cref="InvalidOperationException">No function that binds one has run yet.</exception>
    public DurableTaskClient GetClient(string? name = null) => client ?? throw new InvalidOperationException("A function that needs the durable client must bind it first.");

    /// <summary>Takes what the platform handed out.</summary>
    public void Bind(DurableTaskClient bound) => client = bound;
}
