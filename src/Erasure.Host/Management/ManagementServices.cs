using Erasure.Api.Erasures;

namespace Erasure.Host.Management;

/// <summary>Registers the management API.</summary>
internal static class ManagementServices
{
    /// <summary>Links for check-status answers; needs the API's services and the embedded engine.</summary>
    public static IServiceCollection AddManagement(this IServiceCollection services)
    {
        services.AddSingleton<ManagementLinks>();
        services.AddSingleton<IManagementLinks>(static provider => provider.GetRequiredService<ManagementLinks>());
        return services;
    }
}
