using Erasure.Core.Configuration;
using Erasure.Core.Vault;

namespace Erasure.Core.Jobs;

/// <summary>Opens jobs for activities.</summary>
internal sealed class JobSessions(JobStore store, SubjectVault vault, IMasterKey masterKey, KeyedHashes hashes, ErasureConfiguration configuration)
{
    /// <summary>The job at work; null where it is to stop.</summary>
    public Task<JobSession?> OpenAsync(string jobId, CancellationToken cancellationToken) =>
        JobSession.OpenAsync(jobId, store, vault, masterKey, hashes, configuration, cancellationToken);
}
