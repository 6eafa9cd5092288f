namespace Erasure.Core.Reconciliation;

/// <summary>Makes good what a crash, a kill or the management API left half done, from the records alone. Running any of it at any time, and twice, is fine.</summary>
public interface IReconciler
{
    /// <summary>Starts or rolls back interrupted intakes.</summary>
    Task FinishIntakesAsync(CancellationToken cancellationToken);

    /// <summary>Delivers mails that are due.</summary>
    Task DeliverMailsAsync(CancellationToken cancellationToken);

    /// <summary>Starts the deletion job that is due.</summary>
    Task StartJobsAsync(CancellationToken cancellationToken);

    /// <summary>Compares every open erasure with its orchestration, which keeps its deadline: finishes what was terminated, begins again what failed or is gone.</summary>
    Task WatchErasuresAsync(CancellationToken cancellationToken);

    /// <summary>Drops deletion jobs and orchestrations' histories that were kept long enough.</summary>
    Task RetireAsync(CancellationToken cancellationToken);

    /// <summary>What is due within a minute or two: intakes, mails, deletion jobs.</summary>
    async Task SweepAsync(CancellationToken cancellationToken)
    {
        await FinishIntakesAsync(cancellationToken);
        await DeliverMailsAsync(cancellationToken);
        await StartJobsAsync(cancellationToken);
    }

    /// <summary>What takes longer: open erasures, retention.</summary>
    async Task FullSweepAsync(CancellationToken cancellationToken)
    {
        await WatchErasuresAsync(cancellationToken);
        await RetireAsync(cancellationToken);
    }

    /// <summary>Everything.</summary>
    async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await SweepAsync(cancellationToken);
        await FullSweepAsync(cancellationToken);
    }
}
