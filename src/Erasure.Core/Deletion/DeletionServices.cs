using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Manifest;
using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Places;
using Erasure.Core.Deletion.Queries;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Deletion.Reports;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Lake;
using Erasure.Core.Locks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Erasure.Core.Deletion;

/// <summary>Registers what erases in the lake.</summary>
public static class DeletionServices
{
    /// <summary>
    /// Adds <see cref="IDeletionJobs"/>, <see cref="IDeletionQueue"/>, <see cref="IObjectFailures"/>, <see cref="ILakeWatch"/>, what looks after mappers, and what they need but the lake's
    /// store, which the host adds where a lake is configured, and an <see cref="ISecondOpinion"/>, without which none is asked.
    /// </summary>
    /// <param name="services">Where they go.</param>
    /// <param name="remembers">There are records, and the master key to read what they say of the lake's places; a command has them only where a host has begun.</param>
    public static IServiceCollection AddDeletion(this IServiceCollection services, bool remembers = true)
    {
        services.TryAddTransient(typeof(Lazy<>), typeof(LaterService<>));
        services.TryAddSingleton<LeaseLocks>();
        if (remembers)
        {
            services.TryAddSingleton<SeenPlaces>();
            services.TryAddSingleton<AnsweredObjects>();
        }

        return services.AddLake().AddQueue().AddJobs().AddObjects().AddMappers();
    }

    private static IServiceCollection AddQueue(this IServiceCollection services)
    {
        services.TryAddSingleton<QueueStore>();
        services.TryAddSingleton<MatchValues>();
        services.TryAddSingleton<MatchOutcomes>();
        services.TryAddSingleton<OwedMatches>();
        services.TryAddSingleton<ErasureMatches>();
        services.TryAddSingleton<IDeletionQueue, DeletionQueue>();
        return services;
    }

    private static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.TryAddSingleton<JobStore>();
        services.TryAddSingleton<StartRequests>();
        services.TryAddSingleton<JobManifests>();
        services.TryAddSingleton<JobSessions>();
        services.TryAddSingleton<LoneMatch>();
        services.TryAddSingleton<QueryStore>();
        services.TryAddSingleton<QueryResults>();
        services.TryAddSingleton<JobQueries>();
        services.TryAddSingleton<DeadJobSum>();
        services.TryAddSingleton<DeletionJobStarter>();
        services.TryAddSingleton<JobRetention>();
        services.TryAddSingleton<JobReports>();
        services.TryAddSingleton<JobGauge>();
        services.TryAddSingleton<IDeletionJobs, DeletionJobs>();
        return services;
    }

    private static IServiceCollection AddObjects(this IServiceCollection services)
    {
        services.TryAddSingleton<ObjectLocks>();
        services.TryAddSingleton<SecondOpinions>();
        services.TryAddSingleton<FailureStore>();
        services.TryAddSingleton<AcceptanceTimes>();
        services.TryAddSingleton<IObjectFailures, ObjectFailures>();
        return services;
    }

    private static IServiceCollection AddMappers(this IServiceCollection services)
    {
        services.TryAddSingleton<MapperTroubles>();
        services.TryAddSingleton<EmptyPlaces>();
        services.TryAddSingleton<VanishedFolders>();
        services.TryAddSingleton<MendedObjects>();
        services.TryAddSingleton<IMapperChecks, MapperChecks>();
        services.TryAddSingleton<IMapperReplacer, MapperReplacer>();
        services.TryAddSingleton<IMapperRemover, MapperRemover>();
        services.TryAddSingleton<ILakeWatch, LakeWatch>();
        return services;
    }

    /// <summary>A service that is made when it is first needed, which may be never.</summary>
    private sealed class LaterService<T>(IServiceProvider services) : Lazy<T>(services.GetRequiredService<T>)
        where T : notnull;
}
