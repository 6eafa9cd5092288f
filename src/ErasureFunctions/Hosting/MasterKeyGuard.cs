using Erasure.Core.Vault;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;

namespace ErasureFunctions.Hosting;

/// <summary>Doesn't start with another master key than the records'.</summary>
internal sealed partial class MasterKeyGuard(MasterKeyCheck check, ILogger<MasterKeyGuard> logger) : IHostedService
{
    /// <exception cref="InvalidOperationException">It is another one.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        bool holds;
        try
        {
            // Nobody has called yet on whose span it could hang.
            using IDisposable quiet = SuppressInstrumentationScope.Begin();
            holds = await check.HoldsAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Readiness tells of a store that can't be reached; it may come back.
            LogUnchecked(logger, failure.GetType().Name);
            return;
        }

        if (!holds)
        {
            throw new InvalidOperationException("ERASURE_MASTER_KEY isn't the key with which these records were begun: nothing in the vault could be opened. Put the secret's former version back.");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether the master key is that of the records couldn't be told: {Failure}.")]
    private static partial void LogUnchecked(ILogger logger, string failure);
}
