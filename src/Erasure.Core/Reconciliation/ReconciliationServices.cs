using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Reconciliation;

/// <summary>Registers what looks after everything else.</summary>
internal static class ReconciliationServices
{
    /// <summary>Adds the <see cref="IReconciler"/>. The host has <see cref="ReconcilerLoop"/> run it, or timers of its own.</summary>
    public static IServiceCollection AddReconciliation(this IServiceCollection services) => services
        .AddSingleton<MasterKeyCheck>()
        .AddSingleton<SweepPulse>()
        .AddSingleton<IReconciler, Reconciler>();
}
