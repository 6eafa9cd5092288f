using System.Globalization;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Records;

namespace Erasure.Core.Deletion.Queries;

/// <summary>The queries of jobs in the record store: how far they are, and what each looks into.</summary>
internal sealed class QueryStore(IRecordStore records)
{
    private const string FindPrefix = "find/";

    public async Task<QueryFind?> GetAsync(string jobId, string mapper, CancellationToken cancellationToken) =>
        (await records.GetAsync(KeyOf(jobId, mapper), cancellationToken))?.Read<QueryFind>();

    /// <summary>Every mapper of the job in which queries were begun and not yet cleaned up.</summary>
    public async Task<IReadOnlyList<QueryFind>> ListAsync(string jobId, CancellationToken cancellationToken)
    {
        List<QueryFind> finds = [];
        await foreach (StoredRecord record in records.QueryAsync(PartitionOf(jobId), FindPrefix, cancellationToken: cancellationToken))
        {
            finds.Add(record.Read<QueryFind>());
        }

        return finds;
    }

    /// <summary>Puts it in place of what there is.</summary>
    public Task PutAsync(string jobId, QueryFind find, CancellationToken cancellationToken) =>
        records.ChangeAsync<QueryFind>(KeyOf(jobId, find.Mapper), _ => find, cancellationToken);

    /// <summary>Puts it in place of <paramref name="before"/>, if that is still there.</summary>
    public Task<QueryFind?> ReplaceAsync(string jobId, QueryFind before, QueryFind after, CancellationToken cancellationToken) => records.ChangeAsync<QueryFind>(
        KeyOf(jobId, before.Mapper),
        now => now is not null && (now.Begun, now.BytesScanned) == (before.Begun, before.BytesScanned) && now.Running.SequenceEqual(before.Running) ? after : null,
        cancellationToken);

    /// <summary>Keeps a part of what a query looks into, sealed.</summary>
    public Task PutPartAsync(string jobId, string mapper, int query, int part, byte[] box, CancellationToken cancellationToken) =>
        records.ChangeAsync<QueryPart>(new RecordKey(PartitionOf(jobId), string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(mapper, query)}{part:D6}")), _ => new QueryPart(box), cancellationToken);

    /// <summary>What a query looks into, part by part, sealed.</summary>
    public async IAsyncEnumerable<byte[]> PartsAsync(string jobId, string mapper, int query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredRecord record in records.QueryAsync(PartitionOf(jobId), PrefixOf(mapper, query), cancellationToken: cancellationToken))
        {
            yield return record.Read<QueryPart>().Box;
        }
    }

    /// <summary>Deletes what the mapper's queries look into, then how far they are.</summary>
    public async Task DeleteAsync(string jobId, string mapper, CancellationToken cancellationToken)
    {
        await Parallel.ForEachAsync(
            records.QueryAsync(PartitionOf(jobId), PartPrefixOf(mapper), cancellationToken: cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = JobStore.Concurrency, CancellationToken = cancellationToken },
            async (record, token) => await records.DeleteAsync(record.Key, token));
        await records.DeleteAsync(KeyOf(jobId, mapper), cancellationToken);
    }

    private static string PartitionOf(string jobId) => $"job-queries/{jobId}";

    private static RecordKey KeyOf(string jobId, string mapper) => new(PartitionOf(jobId), FindPrefix + mapper);

    private static string PartPrefixOf(string mapper) => $"query/{mapper}/";

    private static string PrefixOf(string mapper, int query) => string.Create(CultureInfo.InvariantCulture, $"{PartPrefixOf(mapper)}{query:D8}/");

    private sealed record QueryPart(byte[] Box);
}
