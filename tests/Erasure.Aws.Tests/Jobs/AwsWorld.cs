using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.S3;
using Erasure.Aws.Athena;
using Erasure.Aws.S3;
using Erasure.Aws.Tests.Athena;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Configuration;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Queries;
using Erasure.Core.Records;
using Erasure.Core.Subjects;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Aws.Tests.Jobs;

/// <summary>Deletion jobs over a bucket of Ceph, with the local Athena.</summary>
internal sealed class AwsWorld : IAsyncDisposable
{
    private static readonly BasicAWSCredentials Credentials = new("test", "testsecret");

    private readonly TempFolder folder;
    private readonly JobWorld world;

    private AwsWorld(TempFolder folder, JobWorld world, ConcurrentDictionary<string, bool> requests) => (this.folder, this.world, Requests) = (folder, world, requests);

    /// <summary>Names of the requests that the lake's stores sent.</summary>
    public ConcurrentDictionary<string, bool> Requests { get; }

    public IServiceProvider Services => world.Host.Services;

    public static async Task<AwsWorld> StartAsync(
        CephFixture ceph,
        LocalAws aws,
        string bucket,
        Func<AthenaConfiguration, AthenaConfiguration>? change = null,
        IRecordStore? records = null,
        params DataMapper[] mappers)
    {
        TempFolder temporary = new();
        S3Configuration s3 = new() { Bucket = bucket, Endpoint = ceph.Endpoint.ToString() };
        AthenaConfiguration athena = new() { Region = "eu-central-1", Endpoint = aws.Url.ToString(), Manifests = $"s3://{bucket}/manifests/" };
        athena = change?.Invoke(athena) ?? athena;
        ErasureConfiguration configuration = new() { Domains = [], Lake = new LakeConfiguration { S3 = s3, Athena = athena, Mappers = mappers } };
        ConcurrentDictionary<string, bool> requests = [];
        JobWorld jobs = await JobWorld.StartAsync(temporary.Path, configuration, lake: services =>
        {
            if (records is not null)
            {
                services.AddSingleton(records);
            }

            services.AddSingleton<ILakeStores>(_ => new S3LakeStores(s3, (options, _) => Watched(CephFixture.ClientOf(options), requests), TimeProvider.System));
            services.AddSingleton(_ => new AthenaServices(athena, s3, new SessionAWSCredentials("key", "secret", "session"), Credentials, TimeProvider.System));
            services.AddSingleton<IQueryFinder>(provider => provider.GetRequiredService<AthenaServices>().Finder);
            services.AddSingleton<ITableCatalog>(provider => provider.GetRequiredService<AthenaServices>().Catalog);
        });
        return new AwsWorld(temporary, jobs, requests);
    }

    /// <summary>Queues a match for each value.</summary>
    public async Task QueueAsync(IEnumerable<string> values)
    {
        foreach (string value in values)
        {
            await QueueAsync(MatchKind.Simple, new Dictionary<string, string> { [MatchValues.Any] = value });
        }
    }

    /// <summary>Queues a match.</summary>
    public async Task QueueAsync(MatchKind kind, IReadOnlyDictionary<string, string> values)
    {
        DateTimeOffset now = world.Host.Time.GetUtcNow();
        string id = $"{Guid.CreateVersion7():N}";
        QueuedMatch match = new()
        {
            Id = id,
            Kind = kind,
            CreatedAt = now,
            Deadline = now.AddDays(30),
            Values = await Services.GetRequiredService<MatchValues>().SealAsync(id, new Sealed<Subject>(new Subject(values)), CancellationToken.None),
        };
        await Services.GetRequiredService<QueueStore>().TryAddAsync(match, CancellationToken.None);
    }

    /// <summary>Starts a job, and lets a day pass.</summary>
    /// <param name="isDryRun">Only tell what would go.</param>
    /// <param name="meanwhile">Done once the job waits for the first time; gets its id.</param>
    public async Task<DeletionJob> RunAsync(bool isDryRun = false, Func<string, Task>? meanwhile = null)
    {
        IDeletionJobs jobs = Services.GetRequiredService<IDeletionJobs>();
        string id = Assert.IsType<JobStart.Started>(await jobs.StartAsync(null, isDryRun, CancellationToken.None)).JobId;
        if (meanwhile is not null)
        {
            await world.Host.RunForAsync(TimeSpan.Zero);
            await meanwhile(id);
        }

        await world.Host.RunForAsync(TimeSpan.FromDays(1));
        return (await jobs.GetAsync(id, CancellationToken.None))!;
    }

    public async Task<IReadOnlyDictionary<string, JobMapper>> MappersAsync(DeletionJob job) =>
        (await Services.GetRequiredService<JobStore>().MappersAsync(job.Id, CancellationToken.None)).ToDictionary(mapper => mapper.Mapper.Id);

    public Task<bool> IsQueueEmptyAsync() => Services.GetRequiredService<QueueStore>().IsEmptyAsync(CancellationToken.None);

    public long LongestHistory() => world.LongestHistory();

    private static AmazonS3Client Watched(AmazonS3Client client, ConcurrentDictionary<string, bool> requests)
    {
        client.BeforeRequestEvent += (_, sent) => requests.TryAdd(((WebServiceRequestEventArgs)sent).Request.GetType().Name, true);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await world.DisposeAsync();
        folder.Dispose();
    }
}
