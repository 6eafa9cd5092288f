using System.Runtime.CompilerServices;
using Erasure.Aws.AwsJson;
using Erasure.Aws.Glue;
using Erasure.Aws.S3;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Queries;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Aws.Athena;

/// <summary>Finds by Athena: matches go into a manifest in S3 with a table over it, and a query for each set of partitions joins with that.</summary>
internal sealed class AthenaFinder(AthenaClient athena, GlueClient glue, TablePartitions partitions, ManifestFolder manifests, string database) : IQueryFinder
{
    /// <inheritdoc/>
    public async Task<QueryPreparation> PrepareAsync(DataMapper mapper, RowPredicate predicate, string manifest, CancellationToken cancellationToken)
    {
        GlueTable table = await TableAsync(mapper, cancellationToken);
        TableMatches matches = new(predicate, table);
        IReadOnlyList<PartitionSet> sets = matches.Groups.Count == 0
            ? []
            : await partitions.ListAsync(
                mapper,
                table,
                [.. predicate.Simple.SelectMany(match => match.Columns), .. predicate.Composite.SelectMany(match => match.Parts, (_, part) => part.Column)],
                cancellationToken);
        if (sets.Count > 0)
        {
            await RemoveAsync(manifest, cancellationToken);
            await manifests.WriteAsync(manifest, matches.Lines(), cancellationToken);
            await glue.CreateJsonTableAsync(database, TableOf(manifest), manifests.LocationOf(manifest).ToString(), Manifest.Columns, cancellationToken);
        }

        return new QueryPreparation(sets, matches.Problems(mapper.Format == DataFormat.Parquet));
    }

    /// <inheritdoc/>
    public async Task<string> StartAsync(DataMapper mapper, RowPredicate predicate, IReadOnlyDictionary<string, string> values, string manifest, string token, CancellationToken cancellationToken)
    {
        GlueTable table = await TableAsync(mapper, cancellationToken);
        string sql;
        try
        {
            FindQuery query = new(table, database, TableOf(manifest)) { Charset = TableText.Of(table, mapper).Settings?.Charset ?? "utf-8" };
            sql = query.Write(new TableMatches(predicate, table).Groups, [values]);
        }
        catch (Exception changed) when (changed is KeyNotFoundException or NotSupportedException or FormatException)
        {
            throw new QueryException("table-changed", $"The table {table.Name} can't be queried by its partitions: a partition key is gone, or a value isn't of its type.");
        }

        return await athena.StartAsync(sql, database, token, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<QueryProgress> AskAsync(string query, CancellationToken cancellationToken)
    {
        AthenaQuery answer = await athena.GetAsync(query, cancellationToken);
        return new QueryProgress(
            answer.State switch
            {
                AthenaQueryState.Queued or AthenaQueryState.Running => QueryState.Running,
                AthenaQueryState.Succeeded => QueryState.Succeeded,
                _ => QueryState.Failed,
            },
            answer.BytesScanned);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ReadAsync(DataMapper mapper, string query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (string path in athena.ReadAsync(query, cancellationToken))
        {
            yield return S3Address.Parse(path) is { } place && place.Bucket == mapper.Bucket
                ? place.Key
                : throw new QueryException("object-elsewhere", "A query found an object that is in another bucket than the table.");
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(string query, CancellationToken cancellationToken)
    {
        try
        {
            await athena.StopAsync(query, cancellationToken);
        }
        catch (AwsJsonException failure) when (failure.Code == "InvalidRequestException")
        {
            // Over already, and forgotten.
        }
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(string manifest, CancellationToken cancellationToken)
    {
        await glue.DeleteTableAsync(database, TableOf(manifest), cancellationToken);
        await manifests.RemoveAsync(manifest, cancellationToken);
    }

    private static string TableOf(string manifest) => $"manifest_{manifest}";

    private async Task<GlueTable> TableAsync(DataMapper mapper, CancellationToken cancellationToken) =>
        await glue.GetTableAsync(mapper.Table!, cancellationToken)
        ?? throw new QueryException("table-not-found", $"There is no table {mapper.Table!.Database}.{mapper.Table.Name}.");
}
