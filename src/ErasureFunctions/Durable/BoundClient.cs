using Microsoft.DurableTask.Client;

namespace ErasureFunctions.Durable;

/// <summary>The client that the platform hands to each function, for those that were made before there was one. All are of one task hub, so any serves all.</summary>
public sealed class BoundClient
{
    private volatile DurableTaskClient? client;

    /// <exception cref="InvalidOperationException">No function has run yet.</exception>
    public DurableTaskClient Client => client ?? throw new InvalidOperationException("A function that needs the durable client must bind it first.");

    public void Bind(DurableTaskClient bound) => client = bound;
}
