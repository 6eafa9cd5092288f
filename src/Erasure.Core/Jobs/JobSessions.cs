using System.Security.Cryptography;
using Erasure.Core.Vault;

namespace Erasure.Core.Jobs;

/// <summary>Opens jobs for activities.</summary>
internal sealed class JobSessions(JobStore store, SubjectVault vault, IMasterKey masterKey, KeyedHashes hashes)
{
    /// <summary>What a job's key is bound to.</summary>
    public static string ContextOf(string jobId) => $"job/{jobId}";

    /// <summary>The job at work; null where it is to stop: it is over, canceled or released, or the identifiers are destroyed.</summary>
    public async Task<JobSession?> OpenAsync(string jobId, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(jobId, cancellationToken) is not { WrappedKey: { } wrapped, State: <= DeletionJobState.Running } job
            || await vault.OpenAsync(job.ErasureId, cancellationToken) is not { } vaulted)
        {
            return null;
        }

        return new JobSession(
            job,
            await masterKey.UnwrapAsync(wrapped, ContextOf(jobId), cancellationToken),
            vaulted.Subject,
            [.. (await store.MappersAsync(jobId, cancellationToken)).Select(mapper => mapper.Mapper)],
            hashes);
    }

    /// <summary>A fresh key for a job, wrapped.</summary>
    public async Task<byte[]> NewKeyAsync(string jobId, CancellationToken cancellationToken)
    {
        byte[] key = RandomNumberGenerator.GetBytes(LocalMasterKey.Length);
        try
        {
            return await masterKey.WrapAsync(key, ContextOf(jobId), cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
