using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Vault;

/// <summary>Registers the vault.</summary>
internal static class VaultServices
{
    /// <summary>Adds it, and hashes. The host adds the <see cref="IMasterKey"/>.</summary>
    public static IServiceCollection AddVault(this IServiceCollection services) => services
        .AddSingleton<KeyedHashes>()
        .AddSingleton<SubjectVault>();
}
