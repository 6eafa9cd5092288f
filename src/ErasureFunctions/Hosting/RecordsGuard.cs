using Erasure.Core.Reconciliation;
using Erasure.Core.Records;
using Erasure.Core.Records.Moving;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;

namespace ErasureFunctions.Hosting;

/// <summary>Doesn't start with another master key than the records', nor on records of a later version, nor where they are moved away or not whole yet.</summary>
internal sealed partial class RecordsGuard(MasterKeyCheck key, RecordsFormat format, MoveMarks moves, ILogger<RecordsGuard> logger) : IHostedService
{
    /// <exception cref="InvalidOperationException">The key is another one, or the records are, or they are elsewhere.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        bool isKnown = true;
        bool holds = true;
        string? moved;
        try
        {
            // Nobody has called yet on whose span it could hang.
            using IDisposable quiet = SuppressInstrumentationScope.Begin();
            moved = await moves.RefusalAsync(cancellationToken);
            if (moved is null)
            {
                isKnown = await format.IsKnownAsync(cancellationToken);
                holds = await key.HoldsAsync(cancellationToken);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Readiness tells of a store that can't be reached; it may come back.
            LogUnchecked(logger, failure.GetType().Name);
            return;
        }

        if (moved is not null)
        {
            throw new InvalidOperationException($"Nothing is done here: {moved}.");
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
