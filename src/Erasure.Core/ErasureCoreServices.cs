using Erasure.Core.Configuration;
using Erasure.Core.Deadlines;
using Erasure.Core.Deletion;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Core.Ledger;
using Erasure.Core.Mail;
using Erasure.Core.Reconciliation;
using Erasure.Core.Records;
using Erasure.Core.Vault;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Erasure.Core;

/// <summary>Registers what is in this room.</summary>
public static class ErasureCoreServices
{
    /// <summary>Adds erasures: <see cref="IErasureService"/>, <see cref="DurableTaskRegistry"/>, <see cref="IReconciler"/> and what they need. Each feature registers itself.</summary>
    /// <remarks>
    /// The host adds the ports: <see cref="IRecordStore"/>, <see cref="IErasesTraces"/> where the store leaves traces,
    /// <see cref="Objects.IObjectStore"/> where a lake is configured, <see cref="IDurableTaskClientProvider"/>, <see cref="Domains.IConnectors"/>, <see cref="IMailTransport"/>, <see cref="IMasterKey"/>,
    /// and logging; and <see cref="ReconcilerLoop"/> as a hosted service.
    /// </remarks>
    public static IServiceCollection AddErasureCore(this IServiceCollection services, ErasureConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddConfiguration(configuration)
            .AddSingleton<DeadlineCalculator>()
            .AddSingleton<ErasureLedger>()
            .AddRecords()
            .AddVault()
            .AddDomains()
            .AddDeletion()
            .AddOutbox()
            .AddErasures()
            .AddReconciliation();
    }
}
