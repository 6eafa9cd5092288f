using Erasure.Core.Deadlines;
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
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Opinions;
using Erasure.Core.Lake.Queries;
using Erasure.Core.Locks;
using Erasure.Core.Objects;
using Erasure.Core.Records;
using Erasure.Core.Vault;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Deletion;

/// <summary>Registers what erases in the lake.</summary>
public static class LakeServices
{
    /// <summary>Adds <see cref="DeletionJobs"/> and what they need but the <see cref="IObjectStore"/>, which the host adds where a lake is configured, and an <see cref="ISecondOpinion"/>, without which none is asked.</summary>
    /// <param name="services">Where they go.</param>
    /// <param name="remembers">There are records, and the master key to read what they say of the lake's places; a command has them only where a host has begun.</param>
    public static IServiceCollection AddErasureLake(this IServiceCollection services, bool remembers = true)
    {
        services.TryAddSingleton<DataMappers>();
        services.TryAddSingleton(provider => new MapperRemover(
            provider.GetRequiredService<DataMappers>(),
            provider.GetRequiredService<QueueStore>(),
            provider.GetRequiredService<JobStore>(),
            provider.GetRequiredService<IReadOnlyList<DomainConfiguration>>()));
        services.TryAddSingleton<MapperPlaces>();
        services.TryAddSingleton(provider => new MapperReplacer(
            provider.GetRequiredService<DataMappers>(),
            provider.GetRequiredService<MapperPlaces>(),
            new OwedMatches(provider.GetRequiredService<QueueStore>(), provider.GetRequiredService<JobStore>()),
            new MendedObjects(new Lazy<ILakeStores>(provider.GetRequiredService<ILakeStores>), provider.GetRequiredService<FailureStore>())));
        services.TryAddSingleton<ILakeStores>(provider => new OneLakeStore(provider.GetRequiredService<IObjectStore>()));
        services.TryAddSingleton(provider => new MapperChecks(
            // A command looks at declared ones without a host's records, which may not be there yet.
            new Lazy<DataMappers>(provider.GetRequiredService<DataMappers>),
            provider.GetService<LakeConfiguration>(),

            // There is none without a lake, and the API is served without one too.
            new Lazy<ILakeStores>(provider.GetRequiredService<ILakeStores>),
            provider.GetService<ITableCatalog>(),
            provider.GetRequiredService<TableFormats>(),
            provider.GetRequiredService<EmptyPlaces>(),
            remembers ? new AnsweredObjects(provider.GetRequiredService<KeyedHashes>(), provider.GetRequiredService<FailureStore>()) : null));
        services.TryAddSingleton(provider => new LakeWatch(
            provider.GetRequiredService<MapperChecks>(),
            provider.GetRequiredService<DataMappers>(),
            provider.GetRequiredService<SeenPlaces>(),
            provider.GetRequiredService<JobStore>(),
            provider.GetService<LakeConfiguration>(),
            provider.GetRequiredService<IReadOnlyList<DomainConfiguration>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.TryAddSingleton<TableFormats>();
        services.TryAddSingleton<IFinder, ScanFinder>();
        services.TryAddSingleton<JobStore>();
        services.TryAddSingleton<MapperTroubles>();
        services.TryAddSingleton<SeenPlaces>();
        services.TryAddSingleton(provider => new EmptyPlaces(remembers ? provider.GetRequiredService<SeenPlaces>() : null, new Lazy<ILakeStores>(provider.GetRequiredService<ILakeStores>)));
        services.TryAddSingleton<VanishedFolders>();
        services.TryAddSingleton<JobManifests>();
        services.TryAddSingleton<JobSessions>();
        services.TryAddSingleton<LoneMatch>();
        services.TryAddSingleton(provider => new LeaseLocks(provider.GetRequiredService<IRecordStore>(), provider.GetRequiredService<TimeProvider>(), new LeaseOptions(), Random.Shared));
        services.TryAddSingleton<ObjectLocks>();
        services.TryAddSingleton<AcceptanceTimes>();
        services.TryAddSingleton<FailureStore>();
        services.TryAddSingleton(provider => new SecondOpinions(provider.GetService<ISecondOpinion>(), provider.GetService<LakeConfiguration>()));
        services.TryAddSingleton<QueueStore>();
        services.TryAddSingleton<MatchValues>();
        services.TryAddSingleton<MatchOutcomes>();
        services.TryAddSingleton<StartRequests>();
        services.TryAddSingleton<QueryStore>();
        services.TryAddSingleton<QueryResults>();
        services.TryAddSingleton(provider => new JobQueries(provider.GetRequiredService<QueryStore>(), provider.GetService<IQueryFinder>()));
        services.TryAddSingleton<DeadJobSum>();
        services.TryAddSingleton<DeletionJobStarter>();
        services.TryAddSingleton<JobRetention>();
        services.TryAddSingleton<JobReports>();
        services.TryAddSingleton<JobGauge>();
        services.TryAddSingleton(provider => new DeletionJobs(
            provider.GetRequiredService<JobStore>(),
            provider.GetRequiredService<JobReports>(),
            provider.GetRequiredService<DeletionJobStarter>(),
            provider.GetRequiredService<DataMappers>(),
            provider.GetRequiredService<JobGauge>()));
        services.TryAddSingleton(provider => new DeletionQueue(
            provider.GetRequiredService<QueueStore>(),
            provider.GetRequiredService<MatchValues>(),
            provider.GetRequiredService<StartRequests>(),
            provider.GetRequiredService<JobStore>(),
            provider.GetRequiredService<DataMappers>(),
            provider.GetRequiredService<DeadlineCalculator>(),
            provider.GetService<LakeConfiguration>(),
            provider.GetServices<IErasesTraces>(),
            provider.GetRequiredService<AcceptanceTimes>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new ErasureMatches(
            provider.GetRequiredService<QueueStore>(),
            provider.GetRequiredService<MatchOutcomes>(),
            provider.GetRequiredService<JobStore>(),
            provider.GetRequiredService<StartRequests>(),
            provider.GetRequiredService<DeletionJobStarter>(),
            provider.GetRequiredService<DataMappers>(),
            provider.GetRequiredService<KeyedHashes>(),
            provider.GetService<LakeConfiguration>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new ObjectFailures(
            provider.GetRequiredService<FailureStore>(),
            provider.GetRequiredService<QueueStore>(),
            provider.GetRequiredService<MatchValues>(),
            provider.GetRequiredService<IDurableTaskClientProvider>()));
        return services;
    }

    /// <summary>How many of each activity that reads objects may run at once over all jobs, by the activity's name.</summary>
    public static IReadOnlyDictionary<string, int> ActivityLimits(LakeConfiguration? lake)
    {
        int most = (lake?.Job ?? new JobConfiguration()).ConcurrentOverall;
        return new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
        {
            [nameof(FindInObject)] = most,
            [nameof(ForgetInObject)] = most,
            [nameof(VerifyObject)] = most,
        };
    }

    /// <summary>Adds the workflows and activities of deletion jobs.</summary>
    public static DurableTaskRegistry AddDeletionJobs(this DurableTaskRegistry tasks) => tasks
        .AddOrchestrator<RunDeletionJob>()
        .AddOrchestrator<RunObjectBatch>()
        .AddOrchestrator<PlanByListing>()
        .AddOrchestrator<FindByQueries>()
        .AddActivity<PrepareQueries>()
        .AddActivity<AdvanceQueries>()
        .AddActivity<EndQueries>()
        .AddActivity<BeginJob>()
        .AddActivity<GatherMatches>()
        .AddActivity<PlanMapper>()
        .AddActivity<FailMapper>()
        .AddActivity<ListObjects>()
        .AddActivity<RecordJobEvent>()
        .AddActivity<FindInObject>()
        .AddActivity<ForgetInObject>()
        .AddActivity<VerifyObject>()
        .AddActivity<TallyObjects>()
        .AddActivity<ConcludeJob>()
        .AddActivity<SettleMatches>()
        .AddActivity<DropObjects>()
        .AddActivity<EndJob>()
        .AddOrchestrator<TellErasures>()
        .AddActivity<TellPage>()
        .AddOrchestrator<ResumeMatches>()
        .AddActivity<ResumePage>();
}
