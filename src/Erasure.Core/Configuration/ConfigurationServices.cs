using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Configuration;

/// <summary>Gives each feature the settings that are its own.</summary>
public static class ConfigurationServices
{
    /// <summary>Adds the configuration and its parts; no lake where none is configured.</summary>
    public static IServiceCollection AddConfiguration(this IServiceCollection services, ErasureConfiguration configuration)
    {
        services.AddSingleton(configuration);
        services.AddSingleton(configuration.Domains);
        services.AddSingleton(configuration.Mail);
        services.AddSingleton(configuration.Deadlines);
        services.AddSingleton(configuration.Operations);
        services.AddSingleton(configuration.Server);
        return configuration.Lake is { } lake ? services.AddSingleton(lake) : services;
    }
}
