using System.Security.Cryptography;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Manifest;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>A match that nobody queues: the whole manifest of a dry run, written before the job is there, so that it carries nothing else.</summary>
internal sealed class LoneMatch(JobStore store, JobSessions sessions, TimeProvider time)
{
    /// <summary>Longer than any dry run. What a crash leaves without a job goes by itself, and nobody has the key to it.</summary>
    private static readonly TimeSpan Keep = TimeSpan.FromDays(90);

    /// <summary>Writes the manifest of a job to be, sealed.</summary>
    /// <returns>The job's key, wrapped.</returns>
    public async Task<byte[]> WriteAsync(string jobId, MatchRequest match, CancellationToken cancellationToken)
    {
        byte[] wrapped = await sessions.NewKeyAsync(jobId, cancellationToken);
        byte[] key = await sessions.OpenKeyAsync(jobId, wrapped, cancellationToken);
        try
        {
            ManifestMatch only = new()
            {
                Id = ErasureId.New(time),
                Kind = match.Kind,
                Mappers = match.Mappers,
                Values = match.Values.Open().Identifiers,
                AcrossElements = match.AcrossElements,
            };
            DateTimeOffset end = time.GetUtcNow() + Keep;
            await store.TryAddChunkAsync(jobId, 0, ManifestChunk.Seal(jobId, key, last: "", [only]), cancellationToken, end);
            await store.TryAddChunkAsync(jobId, 1, ManifestChunk.End(""), cancellationToken, end);
            return wrapped;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Takes it back, where no job came of it.</summary>
    public Task RemoveAsync(string jobId, CancellationToken cancellationToken) => store.DeleteManifestAsync(jobId, cancellationToken);
}
