using Erasure.Core.Deletion.Places;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Places;
using Erasure.Core.Objects;
using Erasure.Core.Subjects;
using Erasure.Parquet;

namespace Erasure.Core.Deletion.Mappers;

/// <summary>Holds a data mapper against the lake and the catalog, before anything depends on it.</summary>
/// <param name="mappers">All mappers: a command looks at declared ones without a host's records, which may not be there yet.</param>
/// <param name="stores">The lake's stores: there are none without a lake, and the API is served without one too.</param>
/// <param name="tables">Tells what isn't for row erasers.</param>
/// <param name="empty">The rule of a place without objects.</param>
/// <param name="lake">The lake; null where none is configured.</param>
/// <param name="catalog">Knows where tables are; null where none is configured.</param>
/// <param name="answered">What humans stated of objects; null where there are no records to ask.</param>
internal sealed class MapperChecks(
    Lazy<DataMappers> mappers,
    Lazy<ILakeStores> stores,
    TableFormats tables,
    EmptyPlaces empty,
    LakeConfiguration? lake = null,
    ITableCatalog? catalog = null,
    AnsweredObjects? answered = null) : IMapperChecks
{
    /// <summary>A text object up to this many bytes is read to the end; of a longer one only the beginning.</summary>
    private const long WholeText = 16 << 20;

    /// <summary>Mappers that are looked at at once.</summary>
    private const int AtOnce = 4;

    public async Task<CatalogAnswer> CheckAsync(DataMapper mapper, CancellationToken cancellationToken)
    {
        CatalogAnswer answer = await AskAsync(mapper, cancellationToken);
        List<DataMapper> others = [];
        foreach (DataMapper other in (await mappers.Value.ListAsync(cancellationToken)).Where(other => !string.Equals(other.Id, mapper.Id, StringComparison.OrdinalIgnoreCase)))
        {
            others.Add((await AskAsync(other, cancellationToken)).Mapper);
        }

        return await JudgeAsync(answer, others, cancellationToken);
    }

    public async Task<IReadOnlyList<CheckedMapper>> CheckAllAsync(IReadOnlyList<DataMapper> all, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        CheckedMapper[] states = new CheckedMapper[all.Count];
        CatalogAnswer[] answers = new CatalogAnswer[all.Count];
        await EachAsync(i => WithinAsync(token => AskAsync(all[i], token), all[i]), (i, answer) => answers[i] = answer);
        await EachAsync(
            i => WithinAsync(token => JudgeAsync(answers[i], answers.Where((_, other) => other != i).Select(other => other.Mapper), token), all[i]),
            (i, answer) => states[i] = new CheckedMapper(all[i].Id, answer.Problems) { Answer = answer });
        return states;

        Task EachAsync(Func<int, Task<CatalogAnswer>> ask, Action<int, CatalogAnswer> keep) => Parallel.ForAsync(
            0,
            all.Count,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (i, _) => keep(i, await ask(i)));

        async Task<CatalogAnswer> WithinAsync(Func<CancellationToken, Task<CatalogAnswer>> ask, DataMapper mapper)
        {
            using CancellationTokenSource patient = new(patience, time);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patient.Token, cancellationToken);
            try
            {
                // By itself too, since a file system that hangs heeds no token.
                return await Task.Run(() => ask(either.Token), either.Token).WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return new CatalogAnswer(mapper, [new(StoreReasons.NoAnswer, PlaceOf(mapper), $"couldn't be looked at within {patience.TotalSeconds:0} seconds: check the store, and the network")]);
            }
        }
    }

    private async Task<CatalogAnswer> JudgeAsync(CatalogAnswer answer, IEnumerable<DataMapper> others, CancellationToken cancellationToken)
    {
        (DataMapper located, IReadOnlyList<MapperProblem> told) = answer;
        List<MapperProblem> problems = [.. told];
        foreach (DataMapper other in others.Where(other => MapperRules.Overlap(located, other, lake!)))
        {
            problems.Add(new("overlap", PlaceOf(located), $"overlaps that of mapper {other.Id}: an object belongs to one mapper"));
        }

        List<SeenObject> seen = [];
        if (located.Prefix is not null)
        {
            problems.AddRange(await ReadAsync(located, PlaceOf(located), seen, cancellationToken));
        }

        return answer with { Problems = problems, Seen = seen };
    }

    public async Task<bool> IsEmptiedAsync(DataMapper mapper, CancellationToken cancellationToken) =>
        mapper.Prefix is not null && await empty.IsEmptiedAsync(mapper, cancellationToken);

    public async Task<bool> HadObjectsAsync(DataMapper mapper, CancellationToken cancellationToken) =>
        mapper.Prefix is not null && await empty.HadObjectsAsync(mapper, cancellationToken);

    public Task TakeOverAsync(DataMapper mapper, CancellationToken cancellationToken) => empty.TakeOverAsync(mapper, cancellationToken);

    private static string PlaceOf(DataMapper mapper) => mapper.Table is null ? "prefix" : "table";

    public async Task<CatalogAnswer> AskAsync(DataMapper mapper, CancellationToken cancellationToken)
    {
        if (mapper.Table is null)
        {
            return new CatalogAnswer(mapper, []);
        }

        if (catalog is null)
        {
            return new CatalogAnswer(mapper, [new("no-catalog", "table", "is read through Glue, which isn't configured: set lake.s3 and lake.athena")]);
        }

        try
        {
            return await catalog.AskAsync(mapper, cancellationToken);
        }
        catch (IOException failure)
        {
            (string reason, string detail, _) = StoreReasons.Of(failure);
            return new CatalogAnswer(mapper, [new(reason, "table", $"can't be looked up: {detail}")]);
        }
    }

    private async Task<IReadOnlyList<MapperProblem>> ReadAsync(DataMapper mapper, string place, List<SeenObject> seen, CancellationToken cancellationToken)
    {
        string? reading = null;
        try
        {
            IObjectStore store = await stores.Value.OfAsync(mapper, cancellationToken);
            await tables.RefuseAsync(store, mapper.Folder.TrimEnd('/') is { Length: > 0 } folder ? $"{folder}/" : "", cancellationToken);
            IReadOnlyList<MapperProblem>? problems = null;
            await foreach (LakeObject info in MapperListing.ListAsync(store, mapper, cancellationToken))
            {
                if (seen.Count <= SeenPlace.MostObjects)
                {
                    seen.Add(SeenObject.Of(info));
                }

                if (problems is null
                    && info.Current is { Length: > 0, Hindrance: not Hindrance.Archived }
                    && !(answered is not null && await answered.HoldsNobodyAsync(mapper.Id, info, cancellationToken)))
                {
                    reading = info.Key;
                    problems = await ReadAsync(mapper, place, store, info.Key, cancellationToken);
                }

                // One is read; the others are remembered, where they are few.
                if (problems is not null && seen.Count > SeenPlace.MostObjects)
                {
                    break;
                }
            }

            return problems ?? (seen.Count == 0 ? await JudgeAsync(missing: null) : []);
        }
        catch (RefusedException refused)
        {
            return [new(CodeWords.Of(refused.Code), refused.Code == RefusalCode.ManagedTable ? place : "format", $"one object was read: {refused.Detail}") { Object = reading is null ? null : new ReadObject(reading, []) }];
        }
        catch (NotListedException unseen)
        {
            return unseen.Reason == NotListedException.NoSuchPrefix ? await JudgeAsync(unseen) : [new(unseen.Reason, place, unseen.Message)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            (string reason, string detail, _) = StoreReasons.Of(failure);
            return [new(reason, place, $"can't be listed and read: {detail}")];
        }

        async Task<IReadOnlyList<MapperProblem>> JudgeAsync(NotListedException? missing) =>
            await empty.JudgeAsync(mapper, missing, cancellationToken) is { } wrong ? [new(wrong.Reason, place, wrong.Message)] : [];
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
        MatchProblem[] told = [.. findings.Problems.Where(problem => problem.Code != MatchProblemCode.ColumnNotFound || !mapper.IsOptional(problem.Column))];
        ReadObject? read = told.Any(problem => problem.Code == MatchProblemCode.ColumnNotFound) ? new ReadObject(key, await ColumnsAsync(mapper, open, findings, cancellationToken)) : null;
        return
        [
            .. columns.SelectMany(column => told
                .Where(problem => string.Equals(problem.Column, column.Column, StringComparison.Ordinal))
                .DistinctBy(problem => problem.Code)
                .Select(problem => new MapperProblem(CodeWords.Of(problem.Code), column.Path, Describe(problem)) { Object = problem.Code == MatchProblemCode.ColumnNotFound ? read : null })),
        ];
    }

    // A first line in which a column of the mapper stands is a header. Of another one, which may be a record, only plain words are repeated.
    private static async Task<IReadOnlyList<string>> ColumnsAsync(DataMapper mapper, IOpenObject open, Findings findings, CancellationToken cancellationToken)
    {
        if (mapper.Format == DataFormat.Parquet)
        {
            return [.. (await ParquetInspector.InspectAsync(open, new ParquetEraserOptions(), cancellationToken)).Columns.Select(column => column.ShortPath)];
        }

        IReadOnlyList<string> header = findings.Header ?? [];
        return header.Intersect(mapper.IdentifierColumns(), StringComparer.OrdinalIgnoreCase).Any() ? header : [.. header.Select(FieldNames.Shown)];
    }

    private static string Describe(MatchProblem problem) => problem.Code switch
    {
        MatchProblemCode.ColumnNotFound => "isn't a column of an object that was read",
        MatchProblemCode.ColumnAmbiguous => "fits several columns of an object that was read, which differ only by case",
        MatchProblemCode.ColumnNotPrimitive => "is a group of columns in an object that was read: name a column inside it",
        MatchProblemCode.ColumnMalformed => "holds values of another character set than is said in an object that was read: say which it is (text.charset)",
        _ => $"is of type {problem.Type}, which can't be compared with an identifier",
    };
}
