using Erasure.Core.Configuration;
using Erasure.Core.Deadlines;
using Erasure.Core.Deletion;
using Erasure.Core.Records;
using Erasure.Core.Vault;
using Erasure.Tests.Shared;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Erasure.Host.Tests.Api;

/// <summary>What the routes of the lake need of a host without one.</summary>
internal static class FakeLake
{
    public static IServiceCollection AddFakeLake(this IServiceCollection services)
    {
        services.AddConfiguration(new ErasureConfiguration { Domains = [] });
        services.AddSingleton<IRecordStore>(new MemoryRecords());
        services.AddSingleton<IMasterKey>(_ => new LocalMasterKey(new byte[LocalMasterKey.Length]));
        services.AddSingleton<KeyedHashes>();
        services.AddSingleton<SubjectVault>();
        services.AddSingleton(new DeadlineCalculator(new DeadlineConfiguration()));
        services.TryAddSingleton<IDurableTaskClientProvider, NoOrchestrations>();
        return services.AddDeletion();
    }

    /// <summary>Without a lake, no job is started.</summary>
    private sealed class NoOrchestrations : IDurableTaskClientProvider
    {
        public DurableTaskClient GetClient(string? name = null) => throw new NotSupportedException();
    }
}
