using Erasure.Core.Configuration;
using Erasure.Core.Durable;
using Erasure.Core.Lake;
using Erasure.Core.Records;
using Erasure.Core.Vault;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Host.Tests.Api;

/// <summary>What the routes of the lake need of a host without one.</summary>
internal static class FakeLake
{
    public static IServiceCollection AddFakeLake(this IServiceCollection services) => services
        .AddSingleton(new ErasureConfiguration { Domains = [] })
        .AddSingleton<IRecordStore>(new MemoryRecords())
        .AddSingleton<IMasterKey>(new LocalMasterKey(new byte[LocalMasterKey.Length]))
        .AddSingleton<KeyedHashes>()
        .AddSingleton<SubjectVault>()
        .AddSingleton<IWorkflowClient, NoWorkflows>()
        .AddErasureLake();

    private sealed class NoWorkflows : IWorkflowClient
    {
        public Task ScheduleNewInstanceAsync(string name, string instanceId, object? input, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> RaiseEventAsync(string instanceId, string eventName, object? payload, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<InstanceSnapshot?> GetInstanceAsync(string instanceId, CancellationToken cancellationToken) => Task.FromResult<InstanceSnapshot?>(null);

        public Task<bool> TerminateAsync(string instanceId, string? reason, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> PurgeAsync(string instanceId, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
