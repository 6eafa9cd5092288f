using System.Security.Cryptography;
using System.Text;
using Erasure.Core.Configuration;
using Erasure.Core.Lake;
using Erasure.Core.Objects;
using Erasure.Core.Subjects;
using Erasure.Core.Vault;
using Erasure.Parquet;

namespace Erasure.Core.Jobs;

/// <summary>A job at work within one activity: whom it is about, and the keys of its objects.</summary>
internal sealed class JobSession(
    DeletionJob job,
    byte[] key,
    Sealed<Subject> subject,
    IReadOnlyList<DataMapper> mappers,
    KeyedHashes hashes) : IDisposable
{
    public DeletionJob Job { get; } = job;

    public IReadOnlyList<DataMapper> Mappers { get; } = mappers;

    /// <summary>What to look for in a mapper's objects; null where nothing can be.</summary>
    public RowPredicate? Predicate(DataMapper mapper) => MapperPredicate.Of(mapper, subject);

    /// <summary>The record of an object that is met for the first time.</summary>
    public JobObject NewObject(string mapper, LakeObject info, int round)
    {
        string objectKey = info.Key;
        bool isPersonal = IdentifierGuard.Names(objectKey, subject);
        string id = IdOf(mapper, objectKey);
        return new JobObject
        {
            Id = id,
            Mapper = mapper,
            Name = isPersonal ? $"(key withheld) {id[..12]}" : objectKey,
            SealedKey = isPersonal ? AesGcmBox.Seal(key, Encoding.UTF8.GetBytes(objectKey), Encoding.UTF8.GetBytes(JobSessions.ContextOf(Job.Id))) : null,
            Round = round,
            PlannedVersion = info.Version,
            IsBeyondQueries = info.IsBeyondQueries,
        };
    }

    public string IdOf(string mapper, string objectKey) => hashes.Hash("lake-object", Job.ErasureId, mapper, objectKey)[..32];

    /// <summary>The object's key in the store.</summary>
    public string KeyOf(JobObject item) =>
        item.SealedKey is { } box ? Encoding.UTF8.GetString(AesGcmBox.Open(key, box, Encoding.UTF8.GetBytes(JobSessions.ContextOf(Job.Id)))) : item.Name;

    public void Dispose() => CryptographicOperations.ZeroMemory(key);
}
