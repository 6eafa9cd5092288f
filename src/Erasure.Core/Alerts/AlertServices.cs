using Erasure.Core.Alerts.Sources;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Erasures;
using Erasure.Core.Mail;
using Erasure.Core.Operations;
using Erasure.Core.Reconciliation;
using Erasure.Core.Records;
using Erasure.Core.Vault;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Alerts;

/// <summary>Registers alerts.</summary>
public static class AlertServices
{
    /// <summary>Adds <see cref="AlertWatch"/>, what it finds in records, and mail where that is configured. The host adds webhooks, sources of its own, and <see cref="AlertLoop"/> as a hosted service.</summary>
    public static IServiceCollection AddAlerts(this IServiceCollection services, AlertConfiguration alerts)
    {
        services.AddSingleton(alerts);
        services.AddSingleton<ErasureNews>();
        services.AddSingleton<IAlertSource>(provider => new OpenErasureAlerts(provider.GetRequiredService<OpenErasures>(), provider.GetRequiredService<ErasureNews>(), provider.GetRequiredService<ErasureStore>(), alerts, provider.GetRequiredService<OperationsConfiguration>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IAlertSource>(provider => new GivenUpMailAlerts(provider.GetRequiredService<IRecordStore>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IAlertSource>(provider => new JobAlerts(provider.GetRequiredService<JobStore>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IAlertSource>(provider => new FailureAlerts(provider.GetRequiredService<FailureStore>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IAlertSource>(provider => new LakeAlerts(provider.GetRequiredService<LakeWatch>()));
        services.AddSingleton<IAlertSource>(provider => new RecordAlerts(provider.GetRequiredService<IRecordStore>(), provider.GetRequiredService<IMasterKey>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IAlertSource>(provider => new SweepAlerts(provider.GetRequiredService<SweepPulse>(), provider.GetRequiredService<OperationsConfiguration>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IAlertSource>(provider => new GivenUpAlertAlerts(provider.GetRequiredService<AlertOutbox>(), provider.GetRequiredService<TimeProvider>()));
        foreach (string address in alerts.Mail)
        {
            services.AddSingleton<IAlertChannel>(provider => new MailAlertChannel(address, provider.GetRequiredService<IMailTransport>(), provider.GetRequiredService<MailConfiguration>()));
        }

        services.AddSingleton<AlertBook>();
        services.AddSingleton<AlertOutbox>();
        services.AddSingleton(provider =>
        {
            TransientRecords transient = new();
            return new AlertWatch(
                provider.GetServices<IAlertSource>(),
                (provider.GetRequiredService<AlertBook>(), provider.GetRequiredService<AlertOutbox>()),
                (ActivatorUtilities.CreateInstance<AlertBook>(provider, transient, Guid.NewGuid().ToString("N")), ActivatorUtilities.CreateInstance<AlertOutbox>(provider, transient)),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<AlertWatch>>());
        });
        return services;
    }
}
