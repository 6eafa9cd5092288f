using Erasure.Core.Configuration;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Lake.Mappers;

/// <summary>Holds a data mapper against the lake and the catalog, before anything depends on it.</summary>
public sealed class MapperChecks
{
    /// <summary>A text object up to this many bytes is read to the end; of a longer one only the beginning.</summary>
    private const long WholeText = 16 << 20;

    private readonly DataMappers mappers;
    private readonly ErasureConfiguration configuration;
    private readonly Lazy<ILakeStores> stores;
    private readonly ITableCatalog? catalog;
    private readonly TableFormats tables;

    internal MapperChecks(DataMappers mappers, ErasureConfiguration configuration, Lazy<ILakeStores> stores, ITableCatalog? catalog, TableFormats tables) =>
        (this.mappers, this.configuration, this.stores, this.catalog, this.tables) = (mappers, configuration, stores, catalog, tables);

    /// <summary>Asks the catalog for the table, compares with the other mappers, and reads one object.</summary>
    /// <returns>The mapper with its location, and everything that is wrong.</returns>
    public async Task<CatalogAnswer> CheckAsync(DataMapper mapper, CancellationToken cancellationToken)
    {
        (DataMapper located, IReadOnlyList<MapperProblem> told) = await AskAsync(mapper, cancellationToken);
        List<MapperProblem> problems = [.. told];
        string place = mapper.Table is null ? "prefix" : "table";
        foreach (DataMapper other in (await mappers.ListAsync(cancellationToken)).Where(other => !string.Equals(other.Id, mapper.Id, StringComparison.OrdinalIgnoreCase)))
        {
            if (MapperRules.Overlap(located, (await AskAsync(other, cancellationToken)).Mapper, configuration.Lake!))
            {
                problems.Add(new("overlap", place, $"overlaps that of mapper {other.Id}: an object belongs to one mapper"));
            }
        }

        if (located.Prefix is not null)
        {
            problems.AddRange(await ReadAsync(located, place, cancellationToken));
        }

        return new CatalogAnswer(located, problems);
    }

    /// <summary>What the catalog says of a mapper with a table: where its objects are, and what is wrong. One without a table is as it says.</summary>
    /// <exception cref="IOException">The catalog can't be reached.</exception>
    public async Task<CatalogAnswer> AskAsync(DataMapper mapper, CancellationToken cancellationToken) => mapper.Table is null
        ? new CatalogAnswer(mapper, [])
        : catalog is null ? new CatalogAnswer(mapper, [new("no-catalog", "table", "is read through Glue, which isn't configured: set lake.s3 and lake.athena")]) : await catalog.AskAsync(mapper, cancellationToken);

    private async Task<IReadOnlyList<MapperProblem>> ReadAsync(DataMapper mapper, string place, CancellationToken cancellationToken)
    {
        try
        {
            IObjectStore store = await stores.Value.OfAsync(mapper, cancellationToken);
            await tables.RefuseAsync(store, mapper.Folder.TrimEnd('/') is { Length: > 0 } folder ? $"{folder}/" : "", cancellationToken);
            bool isEmpty = true;
            await foreach (LakeObject info in MapperListing.ListAsync(store, mapper, cancellationToken))
            {
                isEmpty = false;
                if (info.Current is { Length: > 0, Hindrance: not Hindrance.Archived })
                {
                    return await ReadAsync(mapper, place, store, info.Key, cancellationToken);
                }
            }

            return isEmpty ? [new("no-objects", place, "holds no object: check where it points to, or come back when there is data")] : [];
        }
        catch (RefusedException refused)
        {
            return [new(Codes.Of(refused.Code), refused.Code == RefusalCode.ManagedTable ? place : "format", $"one object was read: {refused.Message}")];
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or StoreException { Reason: "access-denied" })
        {
            return [new("access-denied", place, "can't be listed and read with the credentials there are")];
        }
        catch (Exception failure) when (failure is IOException or NotSupportedException)
        {
            return [new("unreachable", place, $"can't be listed and read: {failure.Message}")];
        }
    }

    private static async Task<IReadOnlyList<MapperProblem>> ReadAsync(DataMapper mapper, string place, IObjectStore store, string key, CancellationToken cancellationToken)
    {
        await using IOpenObject? open = await store.OpenAsync(key, cancellationToken);
        if (open is null)
        {
            return [];
        }

        if (mapper.Format != DataFormat.Parquet && open.Length > WholeText)
        {
            await open.ReadAsync(0, new byte[4096], cancellationToken);
            return [];
        }

        // Matches without values: nothing is looked for but the columns.
        var columns = mapper.Identifiers.SelectMany(identifier => identifier.Value.Select((column, i) => (Path: $"identifiers.{identifier.Key}[{i}]", column.Column))).ToArray();
        RowPredicate predicate = new([.. columns.Select(column => new SimpleMatch([column.Column], []))], []);
        Findings findings = PartitionedPredicate.Of(predicate, key).Restore(await RowErasers.For(mapper, key).FindAsync(open, predicate, cancellationToken));
        return
        [
            .. columns.SelectMany(column => findings.Problems
                .Where(problem => string.Equals(problem.Column, column.Column, StringComparison.Ordinal))
                .DistinctBy(problem => problem.Code)
                .Select(problem => new MapperProblem(Codes.Of(problem.Code), column.Path, Describe(problem)))),
        ];
    }

    private static string Describe(MatchProblem problem) => problem.Code switch
    {
        MatchProblemCode.ColumnNotFound => "isn't a column of an object that was read",
        MatchProblemCode.ColumnAmbiguous => "fits several columns of an object that was read, which differ only by case",
        MatchProblemCode.ColumnNotPrimitive => "is a group of columns in an object that was read: name a column inside it",
        _ => $"is of type {problem.Type}, which can't be compared with an identifier",
    };
}
