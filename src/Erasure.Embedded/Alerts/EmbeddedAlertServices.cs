using Erasure.Core.Alerts;
using Erasure.Core.Settings;
using Erasure.Embedded.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Embedded.Alerts;

/// <summary>Registers what tells alerts on one machine.</summary>
public static class EmbeddedAlertServices
{
    /// <summary>Adds the alerts that are configured, their webhooks, and what runs them.</summary>
    public static IServiceCollection AddEmbeddedAlerts(this IServiceCollection services, AlertConfiguration alerts)
    {
        services.AddAlerts(alerts);
        services.AddKeyedSingleton<HttpMessageInvoker>(typeof(WebhookAlertChannel), (_, _) => new HttpMessageInvoker(new SocketsHttpHandler
        {
            // Its own activities would hold the address, which may be a secret.
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
        }));
        foreach (AlertWebhookConfiguration webhook in alerts.Webhooks)
        {
            services.AddSingleton<IAlertChannel>(provider => new WebhookAlertChannel(
                webhook,
                provider.GetRequiredService<HostEnvironment>().Find,
                provider.GetRequiredKeyedService<HttpMessageInvoker>(typeof(WebhookAlertChannel)),
                provider.GetRequiredService<TimeProvider>()));
        }

        services.AddSingleton<IAlertSource>(provider => new SpaceAlerts(provider.GetRequiredService<DatabaseOptions>()));
        services.AddHostedService<AlertLoop>();
        return services;
    }
}
