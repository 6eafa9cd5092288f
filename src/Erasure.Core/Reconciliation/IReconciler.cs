namespace Erasure.Core.Reconciliation;

/// <summary>Makes good what a crash, a kill or the management API left half done, from the records alone. Running it at any time, and twice, is fine.</summary>
public interface IReconciler
{
    /// <summary>Starts or rolls back interrupted intakes, delivers mails that are due, and starts the deletion job that is.</summary>
    Task SweepAsync(CancellationToken cancellationToken);

    /// <summary>Compares every open erasure with its workflow: finishes what was terminated or purged, begins again what failed. Drops deletion jobs that were kept long enough.</summary>
    Task FullSweepAsync(CancellationToken cancellationToken);

    /// <summary>Both.</summary>
    async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await SweepAsync(cancellationToken);
        await FullSweepAsync(cancellationToken);
    }
}
