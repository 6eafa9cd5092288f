using Erasure.Core.Alerts.Sources;
using Erasure.Core.Erasures;
using Erasure.Core.Mail;
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
        services.AddSingleton<ErasureChanges>();
        services.AddSingleton<IAlertSource, OpenErasureAlerts>();
        services.AddSingleton<IAlertSource, GivenUpMailAlerts>();
        services.AddSingleton<IAlertSource, JobAlerts>();
        services.AddSingleton<IAlertSource, FailureAlerts>();
        services.AddSingleton<IAlertSource, LakeAlerts>();
        services.AddSingleton<IAlertSource, RecordAlerts>();
        services.AddSingleton<IAlertSource, SweepAlerts>();
        services.AddSingleton<IAlertSource, GivenUpAlertAlerts>();
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
