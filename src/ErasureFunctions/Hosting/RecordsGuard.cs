using Erasure.Core.Records;
using Erasure.Core.Vault;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;

namespace ErasureFunctions.Hosting;

/// <summary>Doesn't start with another master key than the records', nor on records of a later version.</summary>
internal sealed partial class RecordsGuard(MasterKeyCheck key, RecordsFormat format, ILogger<RecordsGuard> logger) : IHostedService
{
    /// <exception cref="InvalidOperationException">The key is another one, or the records are.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        bool isKnown;
        bool holds;
        try
        {
            // Nobody has called yet on whose span it could hang.
            using IDisposable quiet = SuppressInstrumentationScope.Begin();
            isKnown = await format.IsKnownAsync(cancellationToken);
            holds = await key.HoldsAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Readiness tells of a store that can't be reached; it may come back.
            LogUnchecked(logger, failure.GetType().Name);
            return;
        }

        if (!isKnown)
        {
            throw new InvalidOperationException("A later version of this app wrote these records, and this one would lose what it doesn't know of them: deploy that version again.");
        }

        if (!holds)
        {
            throw new InvalidOperationException("ERASURE_MASTER_KEY isn't the key with which these records were begun: nothing in the vault could be opened. Put the secret's former version back.");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether the records are of a version and a master key that fit couldn't be told: {Failure}.")]
    private static partial void LogUnchecked(ILogger logger, string failure);
}
