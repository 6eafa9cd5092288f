using System.Text.Json;
using Erasure.Core.Configuration;
using Erasure.Core.Durable;
using Erasure.Core.Vault;

namespace Erasure.Core.Lake.Mappers;

/// <summary>Tells apart where data mappers search, and what. Names nobody.</summary>
internal sealed class MapperPlaces(KeyedHashes hashes, ErasureConfiguration configuration)
{
    /// <summary>Where the mapper searches: a table, or a folder of a bucket.</summary>
    public string PlaceOf(DataMapper mapper) => mapper.Table is { } table
        ? hashes.Hash("owed-table", table.Catalog, table.Database, table.Name)[..32]
        : hashes.Hash("owed-place", mapper.Bucket ?? configuration.Lake?.S3?.Bucket, mapper.Folder.TrimEnd('/'))[..32];

    /// <summary>Both say the same in every setting. Where a table's objects are, and how they are written, is the catalog's to say.</summary>
    public static bool AreSame(DataMapper one, DataMapper other) => Settings(one) == Settings(other);

    // As records have it: a declared one was never in any.
    private static string Settings(DataMapper mapper) => Write(JsonSerializer.Deserialize<DataMapper>(Write(mapper.Table is null ? mapper : mapper with { Bucket = null, Prefix = null, TableText = null }), DurableJson.Options)!);

    private static string Write(DataMapper mapper) => JsonSerializer.Serialize(mapper, DurableJson.Options);
}
