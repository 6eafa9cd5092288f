using Microsoft.Extensions.Hosting;

namespace Erasure.Aws.DynamoDb;

/// <summary>Makes sure of the table before any other hosted service starts, so that a host without one says so at once.</summary>
internal sealed class DynamoDbTableCheck(DynamoDbTable table) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => table.EnsureAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
