using Erasure.Core.Configuration;
using Erasure.Core.Deadlines;
using Erasure.Core.Deletion;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Calls;
using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Ending;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Erasures.Parts;
using Erasure.Core.Erasures.Workflow;
using Erasure.Core.Ledger;
using Erasure.Core.Limits;
using Erasure.Core.Mail;
using Erasure.Core.Reconciliation;
using Erasure.Core.Records;
using Erasure.Core.Records.Moving;
using Erasure.Core.Vault;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Erasure.Core;

/// <summary>Registers what is in this room.</summary>
public static class ErasureCoreServices
{
    /// <summary>Adds erasures: <see cref="IErasureService"/>, <see cref="DurableTaskRegistry"/>, <see cref="IReconciler"/> and what they need.</summary>
    /// <remarks>
    /// The host adds the ports: <see cref="IRecordStore"/>, <see cref="IErasesTraces"/> where the store leaves traces,
    /// <see cref="Objects.IObjectStore"/> where a lake is configured, <see cref="IDurableTaskClientProvider"/>, <see cref="Domains.IConnectors"/>, <see cref="IMailTransport"/>, <see cref="IMasterKey"/>,
    /// and logging; and <see cref="ReconcilerLoop"/> as a hosted service.
    /// </remarks>
    public static IServiceCollection AddErasureCore(this IServiceCollection services, ErasureConfiguration configuration)
    {
        services.AddConfiguration(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new DeadlineCalculator(configuration.Deadlines));
        services.AddSingleton<KeyedHashes>();
        services.AddSingleton<SubjectVault>();
        services.AddSingleton<MasterKeyCheck>();
        services.AddSingleton<RecordsFormat>();
        services.AddSingleton<MoveMarks>();
        services.AddSingleton<ErasureLedger>();
        services.AddSingleton<ErasureStore>();
        services.AddSingleton<SubjectClaims>();
        services.AddSingleton<IntakeMarkers>();
        services.AddSingleton<IntakeValidator>();
        services.AddSingleton<IntakeDrafts>();
        services.TryAddSingleton<AcceptanceTimes>();
        services.AddSingleton<ErasureIntake>();
        services.AddSingleton<DomainCalls>();
        services.AddSingleton<ConnectorCalls>();
        services.AddSingleton(provider => new DomainLimits(
            configuration.Operations,
            configuration.Domains.ToDictionary(domain => domain.Name, domain => domain.Limits),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ShareLeases>()));
        services.AddSingleton<CallStop>();
        services.AddSingleton<ErasureReports>();
        services.AddSingleton<RequesterMails>();
        services.AddSingleton<ErasureEnding>();
        services.AddSingleton<MailRecipients>();
        services.AddSingleton<MailWriter>();
        services.AddSingleton<MailLimits>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<FailureMails>();
        services.AddSingleton(provider => new RaisedEvents(
            provider.GetRequiredService<SubjectVault>(),
            configuration.Domains,
            provider.GetRequiredService<ErasureStore>(),
            provider.GetRequiredService<ErasureLedger>()));
        services.AddSingleton<IErasureService, ErasureService>();
        services.AddSingleton<IDomainRetries>(provider => provider.GetRequiredService<IErasureService>());
        services.AddSingleton(_ => new DurableTaskRegistry().AddErasures());
        services.AddSingleton<OpenErasures>();
        services.AddSingleton<SweepPulse>();
        services.AddSingleton<IReconciler, Reconciler>();
        return services.AddErasureLake();
    }
}
