using System.Security.Cryptography;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Manifest;
using Erasure.Core.Vault;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>Opens jobs for activities.</summary>
internal sealed class JobSessions(JobStore store, JobManifests manifests, IMasterKey masterKey, KeyedHashes hashes)
{
    /// <summary>What a job's key is bound to.</summary>
    public static string ContextOf(string jobId) => $"job/{jobId}";

    /// <summary>The job at work; null where it is to stop: it is over, or was asked to.</summary>
    public async Task<JobSession?> OpenAsync(string jobId, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(jobId, cancellationToken) is not { WrappedKey: not null, IsStopping: false, State: <= DeletionJobState.Running } job)
        {
            return null;
        }

        byte[] key = await OpenKeyAsync(job, cancellationToken);
        return new JobSession(job, key, await manifests.GetAsync(job, key, cancellationToken), store, hashes);
    }

    /// <summary>The key of a job that isn't over. The caller zeroes it.</summary>
    public ValueTask<byte[]> OpenKeyAsync(DeletionJob job, CancellationToken cancellationToken) => OpenKeyAsync(job.Id, job.WrappedKey, cancellationToken);

    /// <summary>The key of a job that isn't there yet. The caller zeroes it.</summary>
    public ValueTask<byte[]> OpenKeyAsync(string jobId, byte[]? wrapped, CancellationToken cancellationToken) =>
        masterKey.UnwrapAsync(wrapped, ContextOf(jobId), cancellationToken);

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

    /// <summary>Forgets what this process holds of a job.</summary>
    public void Drop(string jobId) => manifests.Drop(jobId);
}
