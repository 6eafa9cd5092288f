using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Durable;
using Erasure.Core.Lake.Queries;

namespace Erasure.Core.Deletion.Queries;

/// <summary>What a job's queries look into, and their end.</summary>
internal sealed class JobQueries(QueryStore store, IQueryFinder? finder = null)
{
    /// <summary>Characters of folders that one record takes: it stays below DynamoDB's 400 KB.</summary>
    private const int PartLength = 100_000;

    /// <summary>The service.</summary>
    /// <exception cref="InvalidOperationException">None is configured.</exception>
    public IQueryFinder Finder => finder ?? throw new InvalidOperationException("No service for queries is configured: set lake.athena.");

    /// <summary>A name or token that says nothing and is the same each time.</summary>
    public static string NameOf(params ReadOnlySpan<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..40];

    /// <summary>Keeps what a query looks into. Partitions' values may name a person, so they are sealed.</summary>
    public async Task KeepAsync(JobSession session, string mapper, int query, PartitionSet set, CancellationToken cancellationToken)
    {
        List<string> folders = [];
        int length = 0;
        int part = 0;
        foreach (string folder in set.Folders)
        {
            folders.Add(folder);
            length += folder.Length;
            if (length > PartLength)
            {
                await PutAsync();
            }
        }

        if (folders.Count > 0 || part == 0)
        {
            await PutAsync();
        }

        async Task PutAsync()
        {
            string json = JsonSerializer.Serialize(new PartitionSet(set.Values, folders), DurableJson.Options);
            await store.PutPartAsync(session.Job.Id, mapper, query, part++, session.Seal(json), cancellationToken);
            folders.Clear();
            length = 0;
        }
    }

    /// <summary>What a query looks into, part by part: each has the same values and other folders.</summary>
    public IAsyncEnumerable<PartitionSet> PartsAsync(JobSession session, string mapper, int query, CancellationToken cancellationToken) =>
        store.PartsAsync(session.Job.Id, mapper, query, cancellationToken).Select(box => JsonSerializer.Deserialize<PartitionSet>(session.Open(box), DurableJson.Options)!);

    /// <summary>Ends finding in a mapper: stops what runs, removes the manifest, and forgets what the queries looked into. Repeating it finishes what an interrupted call left.</summary>
    public async Task EndAsync(string jobId, string mapper, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(jobId, mapper, cancellationToken) is not { } find)
        {
            return;
        }

        foreach (string id in find.Running.Select(query => query.Id).OfType<string>())
        {
            await Finder.StopAsync(id, cancellationToken);
        }

        await Finder.RemoveAsync(find.Manifest, cancellationToken);
        await store.DeleteAsync(jobId, mapper, cancellationToken);
    }

    /// <summary>Ends it in every mapper of the job.</summary>
    public async Task EndAsync(string jobId, CancellationToken cancellationToken)
    {
        foreach (QueryFind find in await store.ListAsync(jobId, cancellationToken))
        {
            await EndAsync(jobId, find.Mapper, cancellationToken);
        }
    }
}
