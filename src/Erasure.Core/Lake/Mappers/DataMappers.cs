using System.Text.Json;
using Erasure.Core.Records;

namespace Erasure.Core.Lake.Mappers;

/// <summary>The data mappers there are: those of the configuration file, which only the file changes, and those in the records.</summary>
/// <remarks>A stored mapper with a table has the table's location too. A declared one gets it when a job starts.</remarks>
public sealed class DataMappers(IRecordStore records, LakeConfiguration? lake = null)
{
    private const string Partition = "mappers";

    private IReadOnlyList<DataMapper> Declared => lake?.Mappers ?? [];

    /// <summary>All of them, by id.</summary>
    public async Task<IReadOnlyList<DataMapper>> ListAsync(CancellationToken cancellationToken)
    {
        List<DataMapper> mappers = [.. Declared];
        await foreach (StoredRecord record in records.QueryAsync(Partition, "", cancellationToken: cancellationToken))
        {
            // The file may have come to declare what was stored before: the file decides.
            if (record.Read<DataMapper>() is var stored && !IsDeclared(stored.Id))
            {
                mappers.Add(stored);
            }
        }

        return [.. mappers.OrderBy(mapper => mapper.Id, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>One of them; null where there is none of that id.</summary>
    public async Task<DataMapper?> GetAsync(string id, CancellationToken cancellationToken) =>
        Find(Declared, id) ?? (await records.GetAsync(KeyOf(id), cancellationToken))?.Read<DataMapper>();

    /// <summary>The configuration file declares it, so that only the file changes it.</summary>
    public bool IsDeclared(string id) => Find(Declared, id) is not null;

    /// <summary>Reads a mapper by the configuration file's rules; nothing is asked of the lake yet.</summary>
    /// <returns>The mapper, and no problem; or null and at least one.</returns>
    public (DataMapper? Mapper, IReadOnlyList<MapperProblem> Problems) Read(JsonElement json, string id) =>
        lake is not null ? MapperReader.Read(json, id, lake) : (null, [new MapperProblem("no-lake", "", "No lake is configured.")]);

    /// <summary>Stores a mapper under its id, in place of one that is stored there.</summary>
    /// <returns>False where there was none.</returns>
    /// <exception cref="InvalidOperationException">The configuration file declares it.</exception>
    public async Task<bool> PutAsync(DataMapper mapper, CancellationToken cancellationToken)
    {
        RefuseDeclared(mapper.Id);
        bool existed = false;
        await records.ChangeAsync<DataMapper>(
            KeyOf(mapper.Id),
            before =>
            {
                existed = before is not null;
                return mapper;
            },
            cancellationToken);
        return existed;
    }

    /// <summary>Of some ids those that no mapper has.</summary>
    public async Task<IReadOnlyList<string>> UnknownAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        List<string> unknown = [];
        foreach (string id in ids)
        {
            if (await GetAsync(id, cancellationToken) is null)
            {
                unknown.Add(id);
            }
        }

        return unknown;
    }

    /// <summary>Stores a mapper unless one of its id is stored.</summary>
    internal Task<bool> TryAddAsync(DataMapper mapper, CancellationToken cancellationToken) => records.TryAddAsync(KeyOf(mapper.Id), mapper, cancellationToken);

    /// <summary>Removes a stored mapper, whoever needs it: that is looked at before. A job that works on it goes on with what it was.</summary>
    internal Task DeleteAsync(string id, CancellationToken cancellationToken) => records.DeleteAsync(KeyOf(id), cancellationToken);

    private void RefuseDeclared(string id)
    {
        if (IsDeclared(id))
        {
            throw new InvalidOperationException($"The configuration file declares the mapper {id}; change it there.");
        }
    }

    private static DataMapper? Find(IEnumerable<DataMapper> mappers, string id) =>
        mappers.FirstOrDefault(mapper => string.Equals(mapper.Id, id, StringComparison.OrdinalIgnoreCase));

    private static RecordKey KeyOf(string id) => new(Partition, id.ToLowerInvariant());
}
