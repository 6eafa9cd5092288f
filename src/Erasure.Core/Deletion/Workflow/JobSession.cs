using System.Security.Cryptography;
using System.Text;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Manifest;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Vault;
using Erasure.Parquet;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>A job at work within one activity: what it looks for, and the keys of its objects.</summary>
internal sealed class JobSession(DeletionJob job, byte[] key, JobManifest manifest, JobStore store, KeyedHashes hashes) : IDisposable
{
    /// <summary>Different reasons that an object's record tells.</summary>
    private const int MostReasons = 20;

    public DeletionJob Job { get; } = job;

    public IReadOnlyList<DataMapper> Mappers => manifest.Mappers;

    /// <summary>How a mapper's objects are read besides.</summary>
    public IReadOnlyList<FormerReading> FormerlyOf(DataMapper mapper) => manifest.Formerly.GetValueOrDefault(mapper.Id, []);

    /// <summary>What to look for in a mapper's objects; null where nothing can be.</summary>
    public RowPredicate? Predicate(DataMapper mapper) => manifest.Of(mapper.Id)?.Predicate;

    /// <summary>Which matches that is; null where nothing is looked for.</summary>
    public MapperMatches? Matches(DataMapper mapper) => manifest.Of(mapper.Id);

    /// <summary>The path names somebody whom the job is about.</summary>
    public bool Names(string path) => manifest.Names(path);

    /// <summary>By its key all of an object is of people whom the job is about, or may be.</summary>
    public bool TakesAll(DataMapper mapper, string objectKey) => Predicate(mapper) is { } predicate && PartitionedPredicate.Of(predicate, objectKey) is { TakesAll: true } or { IsAmbiguous: true };

    /// <summary>A folder is a mapper's own, or above one: it stays, whoever is named, since listings look for it.</summary>
    /// <param name="mapper">The mapper in whose bucket it is.</param>
    /// <param name="folder">Its path, without a slash at its end.</param>
    public bool HoldsPlace(DataMapper mapper, string folder) => Mappers.Any(other =>
        (other.Bucket is null || mapper.Bucket is null || other.Bucket == mapper.Bucket) && $"{other.Prefix?.TrimEnd('/')}/".StartsWith($"{folder}/", StringComparison.Ordinal));

    /// <summary>The record of an object that is met for the first time.</summary>
    public JobObject NewObject(string mapper, LakeObject info, int round) => New(mapper, IdOf(mapper, info.Key), info.Key, mayBePersonal: false, round) with
    {
        PlannedVersion = info.Version,
        PlannedVersionId = info.Current?.VersionId,
        PlannedVersionAt = info.Current?.LastModified,
        Place = info.Current?.Place,
        File = info.Current?.File,
        Length = info.Length,
        IsBeyondQueries = info.IsBeyondQueries,
    };

    /// <summary>The record of a folder whose objects are gone.</summary>
    /// <param name="mapper">The mapper.</param>
    /// <param name="id">The folder's id.</param>
    /// <param name="folder">Its path.</param>
    /// <param name="namesNobody">It is known that it isn't named after anybody; otherwise its name is withheld.</param>
    /// <param name="round">The round.</param>
    public JobObject NewFolder(string mapper, string id, string folder, bool namesNobody, int round) => New(mapper, id, $"{folder}/", !namesNobody, round) with { IsFolder = true };

    private JobObject New(string mapper, string id, string objectKey, bool mayBePersonal, int round)
    {
        bool isPersonal = mayBePersonal || manifest.Names(objectKey);
        return new JobObject
        {
            Id = id,
            Mapper = mapper,
            Name = isPersonal ? JobObject.PseudonymOf(id) : objectKey,
            SealedKey = isPersonal ? Seal(objectKey) : null,
            Round = round,
        };
    }

    /// <summary>The object's id: the same in every job.</summary>
    public string IdOf(string mapper, string objectKey) => IdOf(hashes, mapper, objectKey);

    /// <summary>The same where no job is at work.</summary>
    public static string IdOf(KeyedHashes hashes, string mapper, string objectKey) => hashes.Hash("lake-object", mapper, objectKey)[..32];

    /// <summary>The object's key in the store.</summary>
    public string KeyOf(JobObject item) => item.SealedKey is { } box ? Open(box) : item.Name;

    /// <summary>Seals an object's key for as long as the job runs.</summary>
    public byte[] Seal(string objectKey) => AesGcmBox.Seal(key, Encoding.UTF8.GetBytes(objectKey), Encoding.UTF8.GetBytes(JobSessions.ContextOf(Job.Id)));

    /// <summary>Opens what <see cref="Seal"/> made.</summary>
    public string Open(byte[] box) => Encoding.UTF8.GetString(AesGcmBox.Open(key, box, Encoding.UTF8.GetBytes(JobSessions.ContextOf(Job.Id))));

    /// <summary>Writes down which matches could not be asked of an object, so that they stay in the queue; before the object counts as searched.</summary>
    /// <returns>The reasons, for the object's record.</returns>
    public async Task<IReadOnlyList<MatchProblem>> ReportAsync(DataMapper mapper, IReadOnlyList<MatchProblem> problems, CancellationToken cancellationToken)
    {
        if (problems.Count == 0 || manifest.Of(mapper.Id) is not { } matches)
        {
            return [];
        }

        if (manifest.Reported.TryGetValue(problems, out IReadOnlyList<MatchProblem>? reported))
        {
            return reported;
        }

        Dictionary<(MatchProblemCode, string), MatchProblem> reasons = [];
        SortedSet<int> items = [];
        foreach (MatchProblem problem in problems)
        {
            // Objects may lack it, and hold nobody by it then.
            if (problem.Code == MatchProblemCode.ColumnNotFound && mapper.IsOptional(problem.Column))
            {
                continue;
            }

            int before = items.Count;
            items.UnionWith(matches.ItemsOf(problem));
            if (items.Count > before && reasons.Count < MostReasons)
            {
                reasons.TryAdd((problem.Code, problem.Column), problem);
            }

            if (items.Count > UnaskedMatches.MostItems)
            {
                break;
            }
        }

        await AddUnaskedAsync(mapper, items, cancellationToken);

        reported = [.. reasons.Values];
        manifest.Reported.AddOrUpdate(problems, reported);
        return reported;
    }

    /// <summary>Writes down which columns an object has, before it counts as searched.</summary>
    public async Task NoteColumnsAsync(DataMapper mapper, IReadOnlyDictionary<string, bool>? seen, CancellationToken cancellationToken)
    {
        // Nearly always that is known by the first object.
        if (SeenColumns.IsKnown(seen, manifest.ColumnsSeen.GetValueOrDefault(mapper.Id, SeenColumns.Unknown)))
        {
            return;
        }

        JobMapper? noted = await store.ChangeMapperAsync(
            Job.Id,
            mapper.Id,
            before => SeenColumns.IsKnown(seen, before.ColumnsSeen) ? null : before with { ColumnsSeen = SeenColumns.Together(before.ColumnsSeen, seen)! },
            cancellationToken);
        manifest.ColumnsSeen[mapper.Id] = noted?.ColumnsSeen ?? SeenColumns.Unknown;
    }

    /// <summary>Writes down which matches ask for columns that no object of the mapper has.</summary>
    /// <returns>The reasons, for the mapper's record.</returns>
    public async Task<IReadOnlyList<MatchProblem>> ReportUnseenAsync(JobMapper mapper, CancellationToken cancellationToken)
    {
        if (manifest.Of(mapper.Mapper.Id) is not { } matches)
        {
            return [];
        }

        (IReadOnlySet<int> items, IReadOnlySet<string> columns) = matches.Without(column => !mapper.ColumnsSeen.GetValueOrDefault(column, true) && !mapper.Mapper.IsOptional(column));
        await AddUnaskedAsync(mapper.Mapper, items, cancellationToken);
        return [.. columns.Select(column => new MatchProblem(MatchProblemCode.ColumnNotFound, column, "", -1)).Take(MostReasons)];
    }

    private async Task AddUnaskedAsync(DataMapper mapper, IReadOnlySet<int> items, CancellationToken cancellationToken)
    {
        if (items.Count > 0)
        {
            UnaskedMatches unasked = new(mapper.Id, items.Count > UnaskedMatches.MostItems ? null : [.. items]);
            await store.AddProblemAsync(Job.Id, IdOf(unasked), unasked, cancellationToken);
        }
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(key);

    private string IdOf(UnaskedMatches unasked) =>
        hashes.Hash("unasked", Job.Id, unasked.Mapper, unasked.Items is null ? null : string.Join(',', unasked.Items))[..32];
}
