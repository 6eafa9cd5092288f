using Erasure.Core.Configuration;
using Erasure.Core.Deadlines;
using Erasure.Core.Durable;
using Erasure.Core.Lake;
using Erasure.Core.Records;
using Erasure.Core.Vault;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Erasure.Host.Tests.Api;

/// <summary>What the routes of the lake need of a host without one.</summary>
internal static class FakeLake
{
    public static IServiceCollection AddFakeLake(this IServiceCollection services)
    {
        services.AddSingleton(new ErasureConfiguration { Domains = [] });
        services.AddSingleton<IRecordStore>(new MemoryRecords());
        services.AddSingleton<IMasterKey>(_ => new LocalMasterKey(new byte[LocalMasterKey.Length]));
        services.AddSingleton<KeyedHashes>();
        services.AddSingleton<SubjectVault>();
        services.AddSingleton(new DeadlineCalculator(new DeadlineConfiguration()));
        services.TryAddSingleton<IWorkflowClient, NoWorkflows>();
        return services.AddErasureLake();
    }

    /// <summary>Without a lake, no job is started.</summary>
    private sealed class NoWorkflows : IWorkflowClient
    {
        public Task ScheduleNewInstanceAsync(string name, string instanceId, object? input, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> RaiseEventAsync(string instanceId, string eventName, object? payload, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<InstanceSnapshot?> GetInstanceAsync(string instanceId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> TerminateAsync(string instanceId, string? reason, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> PurgeAsync(string instanceId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> PurgeEndedAsync(DateTimeOffset createdBefore, Func<string, CancellationToken, Task<bool>> mayGo, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
