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
internal sealed class JobSession : IDisposable
{
    private readonly byte[] key;
    private readonly Sealed<Subject> subject;
    private readonly KeyedHashes hashes;

    private JobSession(DeletionJob job, byte[] key, Sealed<Subject> subject, IReadOnlyList<DataMapperConfiguration> mappers, KeyedHashes hashes)
    {
        Job = job;
        this.key = key;
        this.subject = subject;
        this.hashes = hashes;
        Mappers = mappers;
    }

    public DeletionJob Job { get; }

    public IReadOnlyList<DataMapperConfiguration> Mappers { get; }

    /// <summary>Opens the vault; null where the job is over or canceled, or the identifiers are destroyed.</summary>
    public static async Task<JobSession?> OpenAsync(
        string jobId,
        JobStore store,
        SubjectVault vault,
        IMasterKey masterKey,
        KeyedHashes hashes,
        ErasureConfiguration configuration,
        CancellationToken cancellationToken)
    {
        if (await store.GetAsync(jobId, cancellationToken) is not { WrappedKey: { } wrapped } job
            || job.State > DeletionJobState.Running
            || await vault.OpenAsync(job.ErasureId, cancellationToken) is not { } vaulted)
        {
            return null;
        }

        byte[] jobKey = await masterKey.UnwrapAsync(wrapped, Context(jobId), cancellationToken);
        return new JobSession(job, jobKey, vaulted.Subject, [.. configuration.Lake?.Mappers.Where(mapper => job.Mappers.Contains(mapper.Id)) ?? []], hashes);
    }

    /// <summary>A fresh key for a job, wrapped.</summary>
    public static async Task<byte[]> NewKeyAsync(string jobId, IMasterKey masterKey, CancellationToken cancellationToken)
    {
        byte[] fresh = RandomNumberGenerator.GetBytes(LocalMasterKey.Length);
        try
        {
            return await masterKey.WrapAsync(fresh, Context(jobId), cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(fresh);
        }
    }

    /// <summary>What to look for in a mapper's objects; null where nothing can be.</summary>
    public RowPredicate? Predicate(DataMapperConfiguration mapper) => MapperPredicate.Of(mapper, subject);

    /// <summary>The record of an object that is met for the first time.</summary>
    public JobObject NewObject(string mapper, ObjectInfo info, int round)
    {
        string objectKey = info.Key;
        bool isPersonal = IdentifierGuard.Names(objectKey, subject);
        string id = IdOf(mapper, objectKey);
        return new JobObject
        {
            Id = id,
            Mapper = mapper,
            Name = isPersonal ? $"(key withheld) {id[..12]}" : objectKey,
            SealedKey = isPersonal ? AesGcmBox.Seal(key, Encoding.UTF8.GetBytes(objectKey), Encoding.UTF8.GetBytes(Context(Job.Id))) : null,
            Round = round,
            PlannedVersion = info.Version,
        };
    }

    public string IdOf(string mapper, string objectKey) => hashes.Hash("lake-object", Job.ErasureId, mapper, objectKey)[..32];

    /// <summary>The object's key in the store.</summary>
    public string KeyOf(JobObject item) =>
        item.SealedKey is { } box ? Encoding.UTF8.GetString(AesGcmBox.Open(key, box, Encoding.UTF8.GetBytes(Context(Job.Id)))) : item.Name;

    public void Dispose() => CryptographicOperations.ZeroMemory(key);

    private static string Context(string jobId) => $"job/{jobId}";
}
