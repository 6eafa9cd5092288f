using Erasure.Core.Configuration;
using Erasure.Core.Records;
using Erasure.Core.Vault;

namespace Erasure.Core.Jobs;

/// <summary>Remembers of each mapper's place that it had objects, from job to job: that they are gone is noticed. Names nobody.</summary>
internal sealed class SeenPlaces(IRecordStore records, KeyedHashes hashes, ErasureConfiguration configuration)
{
    private const string Partition = "mapper-places";

    /// <summary>What is known of the mapper's place; null where nobody has found an object there.</summary>
    public async Task<SeenPlace?> GetAsync(DataMapper mapper, CancellationToken cancellationToken) =>
        (await records.GetAsync(KeyOf(mapper), cancellationToken))?.Read<SeenPlace>();

    /// <summary>Writes down what a listing came to, where that is news.</summary>
    public Task SetAsync(DataMapper mapper, SeenPlace place, CancellationToken cancellationToken) =>
        records.ChangeAsync<SeenPlace>(KeyOf(mapper), before => before == place ? null : place, cancellationToken);

    /// <summary>Adds columns that records there were seen to have.</summary>
    /// <returns>All that ever were: who had them may be erased by now.</returns>
    public async Task<IReadOnlyList<string>> AddColumnsAsync(DataMapper mapper, IEnumerable<string> columns, CancellationToken cancellationToken)
    {
        RecordKey key = KeyOf(mapper);
        key = key with { Sort = $"{key.Sort}/columns" };
        await records.ChangeAsync<ColumnNames>(
            key,
            before => columns.Except(before?.Names ?? [], StringComparer.Ordinal).ToList() is { Count: > 0 } more ? new ColumnNames([.. before?.Names ?? [], .. more]) : null,
            cancellationToken);
        return (await records.GetAsync(key, cancellationToken))?.Read<ColumnNames>().Names ?? [];
    }

    // The place is what the mapper searches: elsewhere it begins anew.
    private RecordKey KeyOf(DataMapper mapper) => new(
        Partition,
        $"{mapper.Id.ToLowerInvariant()}/{hashes.Hash("mapper-place", mapper.Bucket ?? configuration.Lake?.S3?.Bucket, mapper.Folder.TrimEnd('/'))}");
}

/// <summary>Columns that records of a place were seen to have.</summary>
internal sealed record ColumnNames(IReadOnlyList<string> Names);

/// <summary>What the last listing of a mapper's place came to.</summary>
/// <param name="IsEmptied">Jobs of ours have deleted every object that was there.</param>
internal sealed record SeenPlace(bool IsEmptied)
{
    /// <summary>The place as it was then, where the store can tell: when it is another one, others have put objects there or taken it away.</summary>
    public string? Mark { get; init; }
}
