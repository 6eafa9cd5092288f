using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Subjects;
using Erasure.Parquet;

namespace Erasure.Core.Deletion.Manifest;

/// <summary>A job's matches as a process holds them while it works on the job: by mapper, each value once.</summary>
internal sealed class JobManifest
{
    private readonly Dictionary<string, MapperMatches> matches = new(StringComparer.OrdinalIgnoreCase);
    private readonly IdentifierIndex identifiers = new();

    private JobManifest(IReadOnlyList<DataMapper> mappers) => Mappers = mappers;

    /// <summary>The job's mappers, as they were when it started.</summary>
    public IReadOnlyList<DataMapper> Mappers { get; }

    /// <summary>How objects are read besides, by mapper.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<FormerReading>> Formerly { get; init; }

    /// <summary>Problems that are written down already, with their reasons: erasers give the same list for every object of one schema.</summary>
    public ConditionalWeakTable<IReadOnlyList<MatchProblem>, IReadOnlyList<MatchProblem>> Reported { get; } = [];

    /// <summary>Which columns objects were seen to have, by mapper, as it is written down already.</summary>
    public ConcurrentDictionary<string, IReadOnlyDictionary<string, bool>> ColumnsSeen { get; } = new(StringComparer.Ordinal);

    /// <summary>What is asked of a mapper; null where nothing is.</summary>
    public MapperMatches? Of(string mapperId) => matches.GetValueOrDefault(mapperId);

    /// <summary>The object's key names somebody whom the job is about.</summary>
    public bool Names(string objectKey) => identifiers.Names(objectKey);

    /// <summary>Builds it from its chunks, one at a time.</summary>
    public static async Task<JobManifest> BuildAsync(DeletionJob job, byte[] key, IReadOnlyList<JobMapper> searched, IAsyncEnumerable<ManifestChunk> chunks)
    {
        List<DataMapper> mappers = [.. searched.Select(mapper => mapper.Mapper)];
        JobManifest manifest = new(mappers) { Formerly = searched.ToDictionary(mapper => mapper.Mapper.Id, mapper => mapper.Formerly, StringComparer.Ordinal) };
        List<(string Id, MapperMatches.Builder Builder)> builders = [.. mappers.Select(mapper => (mapper.Id, new MapperMatches.Builder(mapper, job.IsDryRun)))];
        int item = 0;
        await foreach (ManifestChunk chunk in chunks)
        {
            foreach (ManifestMatch match in chunk.Open(job.Id, key))
            {
                foreach (string value in match.Values.Values)
                {
                    manifest.identifiers.Add(value);
                }

                foreach ((_, MapperMatches.Builder builder) in builders)
                {
                    builder.TryAdd(match, item);
                }

                item++;
            }
        }

        foreach ((string id, MapperMatches.Builder builder) in builders)
        {
            if (builder.Build() is { } asked)
            {
                manifest.matches.Add(id, asked);
            }
        }

        return manifest;
    }
}
