using System.Security.Cryptography;
using System.Text;

namespace Erasure.Core.Jobs;

/// <summary>A mapper's objects with their versions as a job met them, and as it left them; null where somebody else wrote meanwhile, or nobody can tell.</summary>
internal sealed record KnownObjects(string? Met, string? Left)
{
    public static async Task<KnownObjects> OfAsync(JobStore store, string jobId, string mapper, CancellationToken cancellationToken)
    {
        using IncrementalHash met = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using IncrementalHash left = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (JobObject item in store.ObjectsAsync(jobId, after: null, cancellationToken).Where(item => item.Mapper == mapper && !item.IsFolder))
        {
            // What a later round planned anew, somebody has written since the first.
            string? version = item.State is JobObjectState.Clean or JobObjectState.Verified ? item.SearchedVersion : item.PlannedVersion;
            if (item.Round > 0 || item.State == JobObjectState.Gone || version is null || item.PlannedVersion is null)
            {
                return new KnownObjects(null, null);
            }

            met.AppendData(Encoding.UTF8.GetBytes($"{item.Id} {item.PlannedVersion}\n"));
            if (item.State != JobObjectState.Deleted)
            {
                left.AppendData(Encoding.UTF8.GetBytes($"{item.Id} {version}\n"));
            }
        }

        return new KnownObjects(Convert.ToHexStringLower(met.GetHashAndReset()), Convert.ToHexStringLower(left.GetHashAndReset()));
    }
}
